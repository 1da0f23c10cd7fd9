import {accountLabel, type Account} from '../../../domain/account.ts';
import type {Finding} from '../../../domain/finding.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {daysUntil, formatDaysUntil} from '../../../presentation/time.ts';
import {apiKeyWarningDays} from '../../../presentation/columns/users.ts';
import type {Status} from '../../../stores/status.ts';

/** Something that wants to be seen to: how bad, what it is about, and a sentence. */
export type AttentionItem = {
	/** `stale` for what a check found so long ago that it may be over. */
	readonly state: 'failed' | 'attention' | 'stale';
	readonly about: SafeText;
	readonly words: SafeText;
	/** What to do; empty where the words say it. */
	readonly fix: SafeText;
};

export type AttentionFacts = {
	readonly accounts: readonly Account[];
	readonly database: Status['database'];
	readonly findings: readonly Finding[];
	/** Whether the findings are too old to be believed. */
	readonly isStale: boolean;
	readonly isSheetKept: boolean;
	readonly now: Date;
};

/** Everything that wants attention, the failed first. Accounts are looked at directly: the list is younger than the last health check. */
export function attentionItems(facts: AttentionFacts): readonly AttentionItem[] {
	const items = [
		...databaseItems(facts.database),
		...facts.findings
			// The list below says the same about accounts, and the line above about the database.
			.filter(({check}) => !check.startsWith('accounts.') && !(check.startsWith('database.') && isDown(facts)))
			.flatMap(finding => findingItem(finding, facts.isStale)),
		...facts.accounts.flatMap(account => accountItems(account, facts.now)),
		...(facts.isSheetKept
			? []
			: [
					attention(
						trusted('recovery'),
						trusted('no recovery sheet of the master key is kept'),
						trusted('p in Keys shows it'),
					),
				]),
	];
	return [...items.filter(({state}) => state === 'failed'), ...items.filter(({state}) => state !== 'failed')];
}

function isDown({database}: AttentionFacts): boolean {
	return database.state === 'failed' || database.state === 'migration-needed';
}

function databaseItems(database: Status['database']): readonly AttentionItem[] {
	if (database.state === 'failed') {
		return [failed(trusted('database'), toSafeText(database.message), toSafeText(database.hint))];
	}

	return database.state === 'migration-needed'
		? [
				failed(
					trusted('database'),
					safe`${formatQuantity(database.pending.length, 'migration')} must run before anything can be read`,
					trusted('Health runs them'),
				),
			]
		: [];
}

function findingItem({check, state, detail, fix}: Finding, isStale: boolean): readonly AttentionItem[] {
	if (state === 'ok') {
		return [];
	}

	const item = (state === 'failed' ? failed : attention)(
		toSafeText(check.replaceAll(/[.-]/g, ' ')),
		toSafeText(detail),
		toSafeText(fix),
	);
	return [isStale ? {...item, state: 'stale'} : item];
}

function accountItems(account: Account, now: Date): readonly AttentionItem[] {
	const label = toSafeText(accountLabel(account));
	const days = account.apiKeyExpiresOn === undefined ? undefined : daysUntil(account.apiKeyExpiresOn, now);
	const items: AttentionItem[] = [];
	if (account.sealing === 'unopenable') {
		items.push(
			failed(
				label,
				trusted('no known key opens its secrets; nothing is sent for it'),
				trusted('u in Users enters them anew'),
			),
		);
	}

	if (account.isPasswordRefused === true) {
		items.push(failed(label, trusted('the broker refused its stored password'), trusted('u in Users corrects it')));
	}

	if (account.sealing === 'plain') {
		items.push(
			attention(
				label,
				trusted('a secret of it stands in the clear in the database'),
				trusted('its next login seals it'),
			),
		);
	}

	if (days !== undefined && days <= apiKeyWarningDays) {
		const words = safe`its API key ${trusted(days < 0 ? 'ended' : 'ends')} ${formatDaysUntil(days)}`;
		items.push((days < 0 ? failed : attention)(label, words, trusted('make a new one at the broker, then u in Users')));
	}

	if (account.isDuplicate) {
		items.push(attention(label, trusted('stands in the database more than once'), trusted('d in Users deletes one')));
	}

	return items;
}

function failed(about: SafeText, words: SafeText, fix: SafeText): AttentionItem {
	return {state: 'failed', about, words, fix};
}

function attention(about: SafeText, words: SafeText, fix: SafeText): AttentionItem {
	return {state: 'attention', about, words, fix};
}
