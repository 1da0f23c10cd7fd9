import {Box} from 'ink';
import {accountLabel, type Account} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, truncateText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClock} from '../../../presentation/time.ts';
import {Line, type Span} from '../../components/line.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useContentSize} from '../../terminal-context.ts';
import {summaryBindings} from './bindings.ts';
import {outcomeOf, type Walk, type WalkOutcome} from './sign-in-all.ts';

export type WalkSummaryProps = {
	readonly walk: Walk;
	readonly accounts: readonly Account[];
	readonly rows: number;
	readonly onClose: () => void;
};

/** How signing in all went: one line per account, and what is left to do. */
export function WalkSummary({walk, accounts, rows, onClose}: WalkSummaryProps) {
	const {columns} = useContentSize();
	useKeyContext({layer: 'screen', table: summaryBindings, actions: {'summary.close': onClose}});

	const total = walk.accountIds.length;
	const signedIn = walk.accountIds.filter(accountId => outcomeOf(walk, accountId).kind === 'signed-in').length;
	const room = Math.max(1, rows - 5);
	const hidden = Math.max(0, total - room);
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={[]} />
			<Line
				spans={[
					{
						text: trusted(signedIn === total ? '  ● ' : '  ▲ '),
						role: signedIn === total ? 'ok' : 'attention',
					},
					{text: safe`${signedIn} of ${total} signed in`, role: 'strong'},
				]}
			/>
			<Line spans={[]} />
			{walk.accountIds.slice(0, room).map(accountId => (
				<Line
					key={accountId}
					spans={summarySpans(
						outcomeOf(walk, accountId),
						accounts.find(account => account.accountId === accountId),
						columns,
					)}
				/>
			))}
			{hidden > 0 ? (
				<Line spans={[{text: safe`    and ${hidden} more; Users has them all`, role: 'dim'}]} />
			) : undefined}
		</Box>
	);
}

function summarySpans(outcome: WalkOutcome, account: Account | undefined, columns: number): readonly Span[] {
	const {sign, role, words} = wordsOf(outcome, account);
	const label = account === undefined ? trusted('deleted meanwhile') : toSafeText(accountLabel(account));
	return [
		{text: safe`    ${trusted(sign)} `, role},
		{text: fitText(label, 18)},
		{text: truncateText(words, Math.max(0, columns - 24)), role: outcome.kind === 'signed-in' ? 'normal' : 'dim'},
	];
}

function wordsOf(
	outcome: WalkOutcome,
	account: Account | undefined,
): {readonly sign: string; readonly role: Role; readonly words: SafeText} {
	switch (outcome.kind) {
		case 'signed-in': {
			const until =
				account?.sessionEndsAt === undefined ? trusted('') : safe` until ${formatClock(account.sessionEndsAt)}`;
			return {sign: '✓', role: 'ok', words: safe`signed in${until}`};
		}

		case 'failed': {
			return {sign: '✗', role: 'failed', words: toSafeText(outcome.message)};
		}

		case 'skipped': {
			return {sign: '○', role: 'off', words: trusted('left out')};
		}

		default: {
			return {sign: '○', role: 'off', words: trusted('not reached')};
		}
	}
}
