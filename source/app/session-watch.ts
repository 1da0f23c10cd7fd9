import type {Program} from '../compose.ts';
import {accountLabel} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {safe} from '../presentation/safe-template.ts';
import type {Terminal} from './terminal-context.ts';

/** Look once a second whether a session has come to its end, say so once, and have the accounts read anew. */
export function createSessionWatch(
	program: Program,
	{notify, report}: Pick<Terminal, 'notify' | 'report'>,
): () => void {
	const told = new Set<string>();
	return () => {
		const now = program.now().getTime();
		const ended = program.stores.accounts
			.getSnapshot()
			.accounts.filter(
				({session, sessionEndsAt}) =>
					session === 'signed-in' && sessionEndsAt !== undefined && sessionEndsAt.getTime() <= now,
			)
			.filter(({accountId, sessionEndsAt}) => !told.has(`${accountId} ${sessionEndsAt?.getTime()}`));
		for (const account of ended) {
			told.add(`${account.accountId} ${account.sessionEndsAt?.getTime()}`);
			notify(
				'warning',
				safe`the session of ${toSafeText(accountLabel(account))} is over`,
				trusted('Ctrl-R logs the active account in again, over this screen'),
			);
		}

		if (ended.length > 0) {
			program.services.accounts.list().catch(report);
		}
	};
}
