import {Box} from 'ink';
import {useEffect} from 'react';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import type {LogEntry} from '../../../domain/log-entry.ts';
import {toAppError} from '../../../errors.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {dottedRule} from '../../components/dotted-rule.ts';
import {Line} from '../../components/line.tsx';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {followLog} from './follow-log.ts';
import {logLine} from './log-lines.ts';

export type LoginLogProps = {
	readonly loginSequenceId: string;
	readonly columns: number;
	/** Height, the rule included. Below two nothing is shown. */
	readonly rows: number;
};

type LogState = {readonly entries: readonly LogEntry[]; readonly trouble: SafeText | undefined};

/** What is logged about this login, as it is logged: the newest rows that fit. */
export function LoginLog({loginSequenceId, columns, rows}: LoginLogProps) {
	const {program} = useTerminal();
	const [{entries, trouble}, store] = useLocalStore<LogState>(() => ({entries: [], trouble: undefined}));
	const limit = rows - 1;

	useEffect(
		() =>
			limit < 1
				? undefined
				: followLog({
						logs: program.services.logs,
						loginSequenceId,
						limit,
						onRows(rowsNow) {
							store.update(() => ({entries: rowsNow, trouble: undefined}));
						},
						// A log that cannot be read must not stand in the way of the login: it says so in its own place.
						onTrouble(error) {
							store.update(state => ({...state, trouble: toSafeText(toAppError(error).message)}));
						},
					}),
		[program, store, loginSequenceId, limit],
	);

	if (limit < 1) {
		return undefined;
	}

	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={dottedRule(safe`live log of this login ┄┄ ${toSafeText(loginSequenceId)}`, columns)} />
			{trouble === undefined ? undefined : (
				<Line spans={[{text: safe`  the log cannot be read now: ${trouble}`, role: 'dim'}]} />
			)}
			{trouble === undefined && entries.length === 0 ? (
				<Line spans={[{text: trusted('  nothing yet'), role: 'dim'}]} />
			) : undefined}
			{entries.slice(trouble === undefined ? -limit : -Math.max(0, limit - 1)).map(entry => (
				<Line key={entry.logId} spans={logLine(entry, columns)} />
			))}
		</Box>
	);
}
