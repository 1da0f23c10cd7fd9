import type {Account} from '../../../domain/account.ts';

/** The accounts whose user id, name, type, broker or session contain every word, whatever the case; in their order. */
export function filterAccounts(accounts: readonly Account[], text: string): readonly Account[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) {
		return accounts;
	}

	return accounts.filter(account => {
		const searched = [
			account.userId,
			account.name,
			`type ${account.apiKeyType}`,
			account.brokerEnv,
			account.session.replace('-', ' '),
		]
			.join('\n')
			.toLowerCase();
		return words.every(word => searched.includes(word));
	});
}
