import {accountLabel, type Account} from '../../../domain/account.ts';
import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {AccountsService} from '../../../services/services.ts';
import type {Confirmation} from '../../../stores/navigation.ts';

type RemovalPreview = Awaited<ReturnType<AccountsService['removalPreview']>>;

/** What deleting means, before it is done: which broker, what goes, what stays, what happens first. */
export function deleteQuestion(account: Account, preview: RemovalPreview): Omit<Confirmation, 'answer'> {
	const name = account.name === '' ? trusted('') : safe`   "${toSafeText(account.name)}"`;
	return {
		title: safe`Delete ${toSafeText(accountLabel(account))}`,
		lines: [
			{
				label: trusted(account.brokerEnv === 'live' ? 'LIVE' : 'SANDBOX'),
				text: safe`type ${trusted(account.apiKeyType)}${name}`,
			},
			{label: trusted('goes'), text: trusted('its password, API key and tokens, for good')},
			{
				label: trusted('stays'),
				text: safe`${formatQuantity(preview.logRows, 'log row')} and ${formatQuantity(preview.requestRows, 'request')}`,
			},
			...(preview.isSignedIn
				? [{label: trusted('first'), text: trusted('it is signed in: it will be logged out')}]
				: []),
		],
		typeToConfirm: wordToType(account),
		verb: 'delete',
		isDangerous: true,
	};
}

/** The user id; where an adopted row holds one that no keyboard types, the row itself. */
function wordToType({userId, accountId}: Account): string {
	const isTypable = userId !== '' && userId === userId.trim() && toSafeText(userId) === userId;
	return isTypable ? userId : `row ${accountId}`;
}
