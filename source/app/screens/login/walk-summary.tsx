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
import {outcomeOf, type Obstacle, type Walk, type WalkOutcome} from './sign-in-all.ts';

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
	const stops: ReadonlyArray<readonly [accountId: string, outcome: StopOutcome]> = [
		...walk.accountIds.map(accountId => [accountId, outcomeOf(walk, accountId)] as const),
		...walk.leftOut.map(({accountId, obstacle}) => [accountId, {kind: 'left-out', obstacle}] as const),
	];
	const isAll = signedIn === stops.length;
	const room = Math.max(1, rows - 5);
	const hidden = Math.max(0, stops.length - room);
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={[]} />
			<Line
				spans={[
					{
						text: trusted(isAll ? '  ● ' : '  ▲ '),
						role: isAll ? 'ok' : 'attention',
					},
					{text: safe`${signedIn} of ${total} signed in`, role: 'strong'},
					{text: walk.leftOut.length === 0 ? trusted('') : safe`, ${walk.leftOut.length} left out`},
				]}
			/>
			<Line spans={[]} />
			{stops.slice(0, room).map(([accountId, outcome]) => (
				<Line
					key={accountId}
					spans={summarySpans(
						outcome,
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

type StopOutcome = WalkOutcome | {readonly kind: 'left-out'; readonly obstacle: Obstacle};

const obstacleWords: Readonly<Record<Obstacle, string>> = {
	'password-refused': 'left out: the broker refused its stored password; u in Users corrects it',
	'api-key-ended': 'left out: its API key ended; make a new one at the broker, then u in Users',
	unopenable: 'left out: no known key opens its secrets; u in Users enters them anew',
};

function summarySpans(outcome: StopOutcome, account: Account | undefined, columns: number): readonly Span[] {
	const {sign, role, words} = wordsOf(outcome, account);
	const label = account === undefined ? trusted('deleted meanwhile') : toSafeText(accountLabel(account));
	return [
		{text: safe`    ${trusted(sign)} `, role},
		{text: fitText(label, 18)},
		{text: truncateText(words, Math.max(0, columns - 24)), role: outcome.kind === 'signed-in' ? 'normal' : 'dim'},
	];
}

function wordsOf(
	outcome: StopOutcome,
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

		case 'left-out': {
			return {sign: '▲', role: 'attention', words: trusted(obstacleWords[outcome.obstacle])};
		}

		case 'skipped': {
			return {sign: '○', role: 'off', words: trusted('skipped')};
		}

		default: {
			return {sign: '○', role: 'off', words: trusted('not reached')};
		}
	}
}
