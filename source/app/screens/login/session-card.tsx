import {Box} from 'ink';
import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import {logoutSentence} from '../../../presentation/logout-words.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Session} from '../../../stores/login-flow.ts';
import {Line} from '../../components/line.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useNow} from '../../hooks/use-now.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {sessionBindings} from './bindings.ts';
import {LoginLog} from './login-log.tsx';
import {sessionLines} from './session-lines.ts';

export type SessionCardProps = {
	readonly session: Session;
	readonly warning: string | undefined;
	/** Rows below the title line. */
	readonly rows: number;
	/** Put the card away; the session stays. */
	readonly onClose: () => Promise<void>;
	readonly onAgain: () => Promise<void>;
};

const lastHourMs = 60 * 60_000;

/** A session as it stands: who, since when, until when, and the way out of it. */
export function SessionCard({session, warning, rows, onClose, onAgain}: SessionCardProps) {
	const {program, clock, confirm, notify, goTo} = useTerminal();
	const {columns} = useContentSize();
	const isLastHour = useStore(clock, at => session.validUntil.getTime() - at.getTime() < lastHourMs);
	const now = useNow(isLastHour ? 'second' : 'minute');
	const isLive = useStore(
		program.stores.accounts,
		({accounts}) =>
			session.isOnlyInMemory ||
			accounts.find(({accountId}) => accountId === session.accountId)?.session === 'signed-in',
	);

	const logout = async () => {
		const label = safe`${toSafeText(session.userId)} ${trusted(session.apiKeyType)}`;
		const isSure = await confirm({
			title: safe`Log out ${label}`,
			lines: [
				{
					label: trusted(session.brokerEnv === 'live' ? 'LIVE' : 'SANDBOX'),
					text: trusted('the broker is told that the session is over'),
				},
				{label: trusted('goes'), text: trusted('its tokens, here; a new login needs a new code')},
				{label: trusted('stays'), text: trusted('the account, its password and API key')},
			],
			typeToConfirm: undefined,
			verb: 'log out',
			isDangerous: false,
		});
		if (!isSure) {
			return;
		}

		const outcome = await program.services.sessions.logout(session.accountId);
		notify(outcome.broker === 'unreachable' ? 'warning' : 'done', logoutSentence(label, outcome));
		await onClose();
	};

	useKeyContext({
		layer: 'screen',
		table: sessionBindings,
		actions: {
			async 'session.done'() {
				await onClose();
				goTo('home');
			},
			'session.logout': isLive ? logout : undefined,
			'session.again': onAgain,
			'session.log'() {
				goTo('logs', {loginSequenceId: session.loginSequenceId});
			},
			'session.back': onClose,
		},
	});

	const lines = sessionLines({session, isLive, warning, now, columns}).slice(0, rows);
	const logRows = rows - lines.length - 2;
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={[]} />
			{lines.map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
			{logRows >= 2 ? (
				<>
					<Line spans={[]} />
					<LoginLog loginSequenceId={session.loginSequenceId} columns={columns} rows={logRows} />
				</>
			) : undefined}
		</Box>
	);
}
