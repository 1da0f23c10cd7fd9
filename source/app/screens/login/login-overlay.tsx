import {Box} from 'ink';
import {useEffect} from 'react';
import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatDayClock} from '../../../presentation/time.ts';
import type {Confirmation} from '../../../stores/navigation.ts';
import {ConfirmDialog} from '../../components/confirm-dialog.tsx';
import {Layer} from '../../components/layer.tsx';
import {Line} from '../../components/line.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {AttemptView} from './attempt-view.tsx';
import {useLogin} from './use-login.ts';

/** A login over the screen one is at: the same steps as on the Login screen, and back to where one was. */
export function LoginOverlay({accountId, onClose}: {readonly accountId: string; readonly onClose: () => void}) {
	const {program, dispatcher, notify} = useTerminal();
	const {columns, rows} = useContentSize();
	const flow = useStore(program.stores.loginFlow, state => state);
	const account = useStore(program.stores.accounts, state =>
		state.accounts.find(candidate => candidate.accountId === accountId),
	);
	const [question, questions] = useLocalStore<Confirmation | undefined>(() => undefined);
	// A question of its own: one over the whole screen would take this login away.
	const [state, , deeds] = useLogin(
		accountId,
		async asked =>
			new Promise(resolve => {
				questions.update(() => ({
					...asked,
					answer(isConfirmed) {
						questions.update(() => undefined);
						resolve(isConfirmed);
					},
				}));
			}),
	);

	useEffect(() => {
		// Asked for by the key that opened this; a login that is under way already goes on here.
		const {phase} = program.stores.loginFlow.getSnapshot();
		if (phase === 'idle' || phase === 'signed-in' || phase === 'failed') {
			dispatcher.run(async () => {
				try {
					if (!(await deeds.start(accountId))) {
						onClose();
					}
				} catch (error) {
					onClose();
					throw error;
				}
			});
		}
		// oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it opens.
	}, []);

	const isSignedIn = (flow.phase === 'signed-in' && flow.accountId === accountId) || state.card !== undefined;
	const isLeft = flow.phase === 'idle' && state.startingId === undefined && !isSignedIn;
	useEffect(() => {
		if (!isSignedIn) {
			return;
		}

		const until = flow.phase === 'signed-in' ? flow.session.validUntil : state.card?.validUntil;
		notify(
			'done',
			safe`${toSafeText(account?.userId ?? '')} is signed in${until === undefined ? trusted('') : safe` until ${formatDayClock(until, program.now())}`}`,
		);
		dispatcher.run(deeds.leave);
		onClose();
		// oxlint-disable-next-line react-hooks/exhaustive-deps -- when it is done, once.
	}, [isSignedIn]);

	const attempt = flow.phase === 'idle' || flow.phase === 'signed-in' ? undefined : flow;
	useEffect(() => {
		// The attempt was here and is gone: it was left with Escape.
		return attempt === undefined
			? undefined
			: () => {
					if (program.stores.loginFlow.getSnapshot().phase === 'idle') {
						onClose();
					}
				};
		// oxlint-disable-next-line react-hooks/exhaustive-deps -- only the change from attempt to none matters.
	}, [attempt === undefined]);

	if (question !== undefined) {
		return (
			<Layer>
				<ConfirmDialog confirmation={question} />
			</Layer>
		);
	}

	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<TitleLine
				title={trusted('Log in again')}
				facts={[trusted('esc goes back to where you were')]}
				columns={columns}
			/>
			{attempt === undefined ? (
				<Line spans={[{text: trusted(isLeft ? '' : '  one moment'), role: 'dim'}]} />
			) : (
				<AttemptView flow={attempt} account={account} state={state} deeds={deeds} rows={rows - 1} />
			)}
		</Box>
	);
}
