import {Box} from 'ink';
import {useMemo} from 'react';
import type {Account} from '../../../domain/account.ts';
import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import {truncateText} from '../../../presentation/fit.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatAge, formatClock} from '../../../presentation/time.ts';
import {areFindingsStale, type Status} from '../../../stores/status.ts';
import {Line, type Span} from '../../components/line.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {listBindingsTable, useTableState} from '../../components/use-table-state.ts';
import {windowAround} from '../../components/window-around.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useNow} from '../../hooks/use-now.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {unreadWords} from '../users/empty-words.ts';
import {attentionItems, type AttentionItem} from './attention.ts';
import {homeBindings} from './bindings.ts';
import {accountLine, attentionLine, lastHourMs, moreLine, nextLine, shareRows} from './home-lines.ts';
import {nextSteps, type NextDeed, type NextStep} from './next-steps.ts';

export const homeTables = [homeBindings, listBindingsTable];

/** Title, headings and the blank lines between the parts. */
const fixedRows = 7;
/** What accounts and attention keep together, and what the steps keep, where rows are short. */
const leastFacts = 4;
const leastSteps = 3;

/** What a trader sees first in the morning: who is signed in and until when, what wants attention, what to do next. */
export function Home() {
	const {program, navigation, clock, goTo, notify} = useTerminal();
	const {stores, services, config} = program;
	const {columns, rows} = useContentSize();
	const accountsState = useStore(stores.accounts, state => state);
	const {activeAccountId, loadedAt} = accountsState;
	const status = useStore(stores.status, state => state);
	const environment = useStore(stores.settings, settings => activeEnvironment(config, settings));
	const isSheetKept = useStore(stores.settings, ({recoverySheetSavedAt}) => recoverySheetSavedAt !== undefined);
	const isFocused = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const isLastHour = useStore(clock, at =>
		stores.accounts
			.getSnapshot()
			.accounts.some(
				({session, sessionEndsAt}) =>
					session === 'signed-in' && sessionEndsAt !== undefined && sessionEndsAt.getTime() - at.getTime() < lastHourMs,
			),
	);
	const now = useNow(isLastHour ? 'second' : 'minute');

	const accounts = accountsState.accounts.filter(({brokerEnv}) => brokerEnv === environment);
	const isStale = areFindingsStale(status, now);
	const items = attentionItems({
		accounts,
		database: status.database,
		findings: status.findings,
		isStale,
		isSheetKept,
		now,
	});
	const needsHealth = status.findings.some(({state}) => state !== 'ok');
	const steps = useMemo(
		() =>
			nextSteps({
				accounts: accountsState.accounts.filter(({brokerEnv}) => brokerEnv === environment),
				activeAccountId,
				environment,
				isLoaded: loadedAt !== undefined,
				isDatabaseReady: status.database.state === 'ready' || status.database.state === 'opening',
				needsHealth,
				isSheetKept,
				now,
			}),
		[
			accountsState.accounts,
			activeAccountId,
			environment,
			loadedAt,
			status.database.state,
			needsHealth,
			isSheetKept,
			now,
		],
	);

	const enter = (...target: Parameters<typeof goTo>) => {
		goTo(...target);
		navigation.update(state => ({...state, focus: 'content'}));
	};

	const carryOut = async (deed: NextDeed) => {
		switch (deed.kind) {
			case 'sign-in': {
				enter('login', {accountId: deed.accountId});
				break;
			}

			case 'sign-in-all': {
				enter('login', {action: 'sign-in-all'});
				break;
			}

			case 'add': {
				enter('users', {action: 'add'});
				break;
			}

			case 'add-demo': {
				const {added} = await services.accounts.addDemoAccounts();
				notify('done', safe`${formatQuantity(added, 'demo account')} added`);
				break;
			}

			default: {
				enter(deed.kind);
			}
		}
	};

	const table = useTableState<NextStep>({rows: steps, idOf: stepId, pageRows: 4, isActive: isFocused});
	useKeyContext({
		layer: 'screen',
		table: homeBindings,
		isActive: isFocused,
		actions: {
			async 'home.run'() {
				const step = table.getSelected();
				if (step !== undefined) {
					await carryOut(step.deed);
				}
			},
		},
	});

	const stepRows = Math.min(steps.length, Math.max(leastSteps, rows - fixedRows - leastFacts));
	const {start, end} = windowAround(
		steps.findIndex(step => step.stepId === table.selectedId),
		steps.length,
		stepRows,
	);
	const share = shareRows(Math.max(2, rows - fixedRows - stepRows), {
		accounts: Math.max(1, accounts.length),
		attention: Math.max(1, items.length),
	});
	const lines: ReadonlyArray<readonly Span[]> = [
		[],
		heading(sessionWords(accounts, loadedAt !== undefined)),
		...accountLines({
			accounts,
			unread: unreadWords({state: accountsState, database: status.database}),
			activeAccountId,
			now,
			columns,
			rows: share.accounts,
		}),
		[],
		[
			...heading(trusted('Attention')),
			...(isStale && status.checkedAt !== undefined
				? [{text: safe`   ▲ looked at ${formatAge(status.checkedAt, now)}`, role: 'stale' as const}]
				: []),
		],
		...attentionLines({items, rows: share.attention, columns, verdict: verdictOf(status, isStale)}),
		[],
		heading(trusted('Next')),
		...steps
			.slice(start, end)
			.map(step => nextLine(step, {isSelected: step.stepId === table.selectedId, isFocused, columns})),
	];
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<TitleLine title={trusted('Home')} facts={titleFacts(status)} columns={columns} />
			{lines.slice(0, rows - 1).map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}

function stepId(step: NextStep): string {
	return step.stepId;
}

function heading(text: SafeText): readonly Span[] {
	return [{text, role: 'heading'}];
}

function titleFacts({isChecking, checkedAt}: Pick<Status, 'isChecking' | 'checkedAt'>): readonly SafeText[] {
	if (isChecking) {
		return [trusted('looking everything over')];
	}

	return checkedAt === undefined ? [] : [safe`checked at ${formatClock(checkedAt)}`];
}

function sessionWords(accounts: readonly Account[], isLoaded: boolean): SafeText {
	if (!isLoaded) {
		return trusted('Sessions');
	}

	const signedIn = accounts.filter(({session}) => session === 'signed-in').length;
	return signedIn === 0 ? trusted('Nobody is signed in') : safe`${signedIn} of ${accounts.length} signed in`;
}

function accountLines({
	accounts,
	unread,
	activeAccountId,
	now,
	columns,
	rows,
}: {
	readonly accounts: readonly Account[];
	readonly unread: readonly SafeText[] | undefined;
	readonly activeAccountId: string | undefined;
	readonly now: Date;
	readonly columns: number;
	readonly rows: number;
}): ReadonlyArray<readonly Span[]> {
	if (accounts.length === 0 && unread !== undefined) {
		// What to do about it stands under Attention.
		return unread.slice(0, 1).map(text => [{text: truncateText(safe`  ${text}`, columns), role: 'dim'}]);
	}

	if (accounts.length === 0) {
		return [[{text: trusted('  No accounts yet. The lines under Next add some.'), role: 'dim'}]];
	}

	const isCut = accounts.length > rows;
	const shown = accounts.slice(0, isCut ? Math.max(0, rows - 1) : rows);
	return [
		...shown.map(account => accountLine(account, account.accountId === activeAccountId, now, columns)),
		...(isCut ? [moreLine(accounts.length - shown.length, trusted('Users'))] : []),
	];
}

function verdictOf({checkedAt}: Pick<Status, 'checkedAt'>, isStale: boolean): Span {
	if (checkedAt === undefined) {
		return {text: trusted('  ○ not looked at yet'), role: 'off'};
	}

	return isStale
		? {text: trusted('  ▲ nothing then; Health looks again'), role: 'stale'}
		: {text: trusted('  ● nothing'), role: 'ok'};
}

function attentionLines({
	items,
	rows,
	columns,
	verdict,
}: {
	readonly items: readonly AttentionItem[];
	readonly rows: number;
	readonly columns: number;
	/** What stands there when nothing wants attention. */
	readonly verdict: Span;
}): ReadonlyArray<readonly Span[]> {
	if (items.length === 0) {
		return [[verdict]];
	}

	const isCut = items.length > rows;
	const shown = items.slice(0, isCut ? Math.max(0, rows - 1) : rows);
	return [
		...shown.map(item => attentionLine(item, columns)),
		...(isCut ? [moreLine(items.length - shown.length, trusted('Health and Users'))] : []),
	];
}
