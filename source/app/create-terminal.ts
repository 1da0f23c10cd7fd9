import type {Program} from '../compose.ts';
import {trusted} from '../domain/safe-text.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {toAppError} from '../errors.ts';
import {safe} from '../presentation/safe-template.ts';
import {formatDayClock} from '../presentation/time.ts';
import {createStore} from '../stores/create-store.ts';
import {createNavigationStore} from '../stores/navigation.ts';
import {addNotice} from '../stores/notices.ts';
import {createDispatcher} from './dispatcher.ts';
import type {KeyPress} from './input/key-press.ts';
import {createSessionWatch} from './session-watch.ts';
import type {Terminal} from './terminal-context.ts';

export type TerminalOptions = {
	readonly program: Program;
	readonly now: () => Date;
	readonly forwardToInk: (key: KeyPress) => void;
	readonly redraw: () => void;
	readonly exit: () => void;
};

/** What the screens lean on, wired together. `tick` moves the clock that they show. */
export function createTerminal({
	program,
	now,
	forwardToInk,
	redraw,
	exit,
}: TerminalOptions): Terminal & {readonly tick: () => void} {
	const {stores, config} = program;
	const isWelcomed = stores.settings.getSnapshot().isWelcomed === true || !config.isFirstRun;
	const navigation = createNavigationStore(isWelcomed ? 'home' : 'welcome');
	const clock = createStore(now());

	const notify: Terminal['notify'] = (kind, text, hint) => {
		addNotice(stores.notices, {kind, text, hint, at: now()});
	};

	const report: Terminal['report'] = error => {
		const known = toAppError(error);
		program.log.error('app', known.message, {error});
		notify('failed', toSafeText(known.message), known.hint === '' ? undefined : toSafeText(known.hint));
	};

	const confirm: Terminal['confirm'] = async question =>
		new Promise(resolve => {
			navigation.update(state => ({
				...state,
				overlay: {
					kind: 'confirm',
					confirmation: {
						...question,
						answer(isConfirmed) {
							navigation.update(current => ({...current, overlay: undefined}));
							resolve(isConfirmed);
						},
					},
				},
			}));
		});

	const dispatcher = createDispatcher({
		onError: report,
		onDisabled(reason) {
			notify('information', trusted(reason));
		},
	});

	const watchSessions = createSessionWatch(program, {notify, report});

	const askAndLeave = async () => {
		const signedIn = stores.accounts.getSnapshot().accounts.filter(account => account.session === 'signed-in');
		const flow = stores.loginFlow.getSnapshot();
		const isLoggingIn = flow.phase === 'signing-in' || flow.phase === 'otp-required' || flow.phase === 'verifying-otp';
		if (signedIn.length === 0 && !isLoggingIn) {
			exit();
			return;
		}

		const isSure = await confirm({
			title: trusted('Leave mStock Terminal'),
			isDangerous: false,
			verb: 'quit',
			stayLabel: 'stay',
			typeToConfirm: undefined,
			lines: [
				...signedIn.map(({userId, apiKeyType, brokerEnv, sessionEndsAt}) => ({
					label: trusted('signed in'),
					text: safe`${toSafeText(userId)} ${trusted(apiKeyType)}${trusted(brokerEnv === 'live' ? ', LIVE,' : '')}${sessionEndsAt === undefined ? trusted('') : safe` until ${formatDayClock(sessionEndsAt, now())}`}`,
				})),
				...(isLoggingIn
					? [
							{
								label: trusted('goes'),
								text: safe`the login of ${toSafeText(flow.userId)}${trusted(flow.phase === 'otp-required' ? ' that waits for its code' : ' that is under way')}`,
							},
						]
					: []),
				...(signedIn.length > 0
					? [{label: trusted('stays'), text: trusted('what is signed in, for when you come back')}]
					: []),
			],
		});
		if (isSure) {
			exit();
		}
	};

	return {
		program,
		navigation,
		dispatcher,
		clock,
		forwardToInk,
		redraw,
		notify,
		report,
		confirm,
		goTo(screen, subject) {
			navigation.update(state => ({...state, screen, subject, overlay: undefined}));
		},
		leave(how) {
			if (how === 'at-once') {
				exit();
			} else {
				dispatcher.run(askAndLeave);
			}
		},
		tick() {
			clock.update(() => now());
			watchSessions();
		},
	};
}
