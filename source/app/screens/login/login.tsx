import {Box} from 'ink';
import {useEffect} from 'react';
import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import {wrapText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {LoginFlow} from '../../../stores/login-flow.ts';
import {choiceBindings} from '../../components/choice.tsx';
import {Line} from '../../components/line.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useNow} from '../../hooks/use-now.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {unreadWords} from '../users/empty-words.ts';
import {AttemptView} from './attempt-view.tsx';
import {codeBindings, failedBindings, loginBindings, sessionBindings, summaryBindings} from './bindings.ts';
import {ChooseAccount, otherBrokerWords} from './choose-account.tsx';
import {SessionCard} from './session-card.tsx';
import {planWalk, presentStop, walkPosition} from './sign-in-all.ts';
import {nobodyWords, useLogin, type LoginScreenState} from './use-login.ts';
import {WalkSummary} from './walk-summary.tsx';

export const loginTables = [
	loginBindings,
	choiceBindings,
	codeBindings,
	failedBindings,
	sessionBindings,
	summaryBindings,
];

/** Sign in and out: choose, watch the steps, type the code, see the session. */
export function Login() {
	const {program, navigation, dispatcher, goTo} = useTerminal();
	const {stores, config} = program;
	const {columns, rows} = useContentSize();
	const flow = useStore(stores.loginFlow, state => state);
	const accountsState = useStore(stores.accounts, state => state);
	const {accounts, activeAccountId} = accountsState;
	const database = useStore(stores.status, status => status.database);
	const environment = useStore(stores.settings, settings => activeEnvironment(config, settings));
	const subject = useStore(navigation, state => state.subject);
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const [state, store, deeds] = useLogin(subject?.accountId);

	useEffect(() => {
		if (subject === undefined) {
			return;
		}

		navigation.update(current => ({...current, subject: undefined}));
		dispatcher.run(async () => {
			const {phase} = stores.loginFlow.getSnapshot();
			const isOver = phase === 'signed-in' || phase === 'failed';
			if (isOver) {
				await deeds.leave();
			}

			store.update(current => ({
				...current,
				card: undefined,
				walk: isOver ? undefined : current.walk,
				preferredId: subject.accountId ?? current.preferredId,
			}));
			if (subject.action === 'sign-in-all' && (isOver || phase === 'idle')) {
				await deeds.signInAll();
			}
		});
	}, [subject, navigation, dispatcher, stores, store, deeds]);

	const isWalkOver = state.walk !== undefined && presentStop(state.walk) === undefined;
	const isChoosing = flow.phase === 'idle' && state.card === undefined && !isWalkOver;
	// Nothing of one broker is mixed with the other's: those accounts are only counted here.
	const own = accounts.filter(({brokerEnv}) => brokerEnv === environment);
	const otherCount = accounts.length - own.length;
	const plan = planWalk(own, environment, useNow('minute'));
	const toWalk = plan.accounts.length;
	useKeyContext({
		layer: 'screen',
		table: loginBindings,
		isActive: isChoosing,
		actions: {
			'login.signInAll':
				own.length === 0
					? undefined
					: {
							run: deeds.signInAll,
							disabled: toWalk === 0 ? nobodyWords(plan.leftOut.length) : undefined,
						},
			'login.addAccount'() {
				goTo('users', own.length === 0 ? {action: 'add'} : undefined);
			},
		},
	});

	const again = async (accountId: string) => {
		await deeds.start(accountId, {again: true});
	};

	const below = rows - 1;
	const middle = () => {
		if (isWalkOver && state.walk !== undefined) {
			return <WalkSummary walk={state.walk} accounts={accounts} rows={below} onClose={deeds.closeSummary} />;
		}

		if (flow.phase === 'signed-in') {
			return (
				<SessionCard
					session={flow.session}
					warning={flow.warning}
					rows={below}
					onClose={deeds.leave}
					onAgain={async () => again(flow.accountId)}
				/>
			);
		}

		if (flow.phase !== 'idle') {
			const account = accounts.find(({accountId}) => accountId === flow.accountId);
			return <AttemptView flow={flow} account={account} state={state} deeds={deeds} rows={below} />;
		}

		const {card} = state;
		if (card !== undefined) {
			return (
				<SessionCard
					session={card}
					warning={undefined}
					rows={below}
					onClose={async () => {
						store.update(current => ({...current, card: undefined}));
					}}
					onAgain={async () => again(card.accountId)}
				/>
			);
		}

		return own.length === 0 ? (
			<EmptyLines
				unread={unreadWords({state: accountsState, database})}
				other={otherCount === 0 ? undefined : otherBrokerWords(otherCount, environment)}
				isSandbox={environment === 'sandbox'}
				columns={columns}
			/>
		) : (
			<ChooseAccount
				accounts={own}
				environment={environment}
				otherCount={otherCount}
				preferredId={state.preferredId}
				activeAccountId={activeAccountId}
				isFocused={isInContent}
				isStarting={state.startingId !== undefined}
				rows={below}
				onChoose={accountId => {
					dispatcher.run(async () => {
						await deeds.start(accountId);
					});
				}}
			/>
		);
	};

	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<TitleLine title={trusted('Login')} facts={titleFacts(flow, state, toWalk)} columns={columns} />
			{middle()}
		</Box>
	);
}

function titleFacts(flow: LoginFlow, {walk}: LoginScreenState, toWalk: number): readonly SafeText[] {
	if (walk !== undefined) {
		const {stop, of} = walkPosition(walk);
		return presentStop(walk) === undefined ? [trusted('sign in all')] : [safe`signing in all: ${stop} of ${of}`];
	}

	return flow.phase === 'idle' && toWalk > 1 ? [safe`a signs in all ${toWalk}`] : [];
}

type EmptyLinesProps = {
	readonly unread: readonly SafeText[] | undefined;
	/** Where the accounts are that there are; undefined where there are none at all. */
	readonly other: SafeText | undefined;
	readonly isSandbox: boolean;
	readonly columns: number;
};

function EmptyLines({unread, other, isSandbox, columns}: EmptyLinesProps) {
	const invitation = [
		other === undefined
			? trusted('No accounts yet, so there is nobody to log in.')
			: safe`No accounts of ${trusted(isSandbox ? 'the sandbox' : 'the live broker')} yet, so there is nobody to log in.`,
		trusted(
			isSandbox && other === undefined
				? 'u goes to Users: there a adds one, and d the four demo accounts of the sandbox.'
				: 'u goes to Users and adds one: have your user id, password and API key at hand.',
		),
		...(other === undefined ? [] : [other]),
	];
	return (
		<>
			<Line spans={[]} />
			{(unread ?? invitation).flatMap((text, index) =>
				wrapText(text, columns - 2).map(row => (
					<Line
						key={row}
						spans={[{text: safe`  ${row}`, ...(index === 0 && unread === undefined ? {} : {role: 'dim' as const})}]}
					/>
				)),
			)}
		</>
	);
}
