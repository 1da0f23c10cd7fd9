import {Box} from 'ink';
import {useEffect, useMemo, useRef} from 'react';
import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import {userColumns, userColumnsOfBothBrokers, type AccountRow} from '../../../presentation/columns/users.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {AccountsState} from '../../../stores/accounts.ts';
import {DataTable} from '../../components/data-table.tsx';
import {formBindings} from '../../components/form.tsx';
import {Line} from '../../components/line.tsx';
import {TextField} from '../../components/text-field.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {listBindingsTable, useTableState} from '../../components/use-table-state.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {accountDetailLines} from './account-detail.ts';
import {AccountForm, accountFormRows} from './account-form.tsx';
import {filterBindings, usersBindings} from './bindings.ts';
import {deleteQuestion} from './delete-question.ts';
import {emptyWords} from './empty-words.ts';
import {filterAccounts} from './filter-accounts.ts';
import {rememberedMark, rememberMarked} from './marked-rows.ts';

export const usersTables = [usersBindings, filterBindings, listBindingsTable, formBindings];

type UsersState = {
	readonly filter: string;
	readonly isFiltering: boolean;
	/** `add`, or the account whose form is open. */
	readonly form: 'add' | Account | undefined;
};

/** The least that the list keeps when something stands below it. */
const leastListRows = 6;

/** The broker accounts: who they are, how their sessions and secrets stand, and what can be done about them. */
export function Users() {
	const terminal = useTerminal();
	const {program, navigation, clock, notify, confirm, goTo} = terminal;
	const {stores, services, config} = program;
	const {columns, rows} = useContentSize();
	const accountsState = useStore(stores.accounts, state => state);
	const {accounts, activeAccountId} = accountsState;
	const environment = useStore(stores.settings, settings => activeEnvironment(config, settings));
	const database = useStore(stores.status, status => status.database);
	const minute = useStore(clock, now => Math.floor(now.getTime() / 60_000));
	const subject = useStore(navigation, state => state.subject);
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const [{filter, isFiltering, form}, store] = useLocalStore<UsersState>(() => ({
		filter: '',
		isFiltering: false,
		form: undefined,
	}));

	const tableRows = useMemo(
		() =>
			filterAccounts(accounts, filter)
				.map((account): AccountRow => ({
					account,
					isActive: account.accountId === activeAccountId,
					isOther: account.brokerEnv !== environment,
				}))
				// Those that are in use first; within each broker the order stays.
				.toSorted((one, other) => Number(one.isOther) - Number(other.isOther)),
		[accounts, filter, activeAccountId, environment],
	);
	const table = useTableState<AccountRow>({
		rows: tableRows,
		idOf: rowId,
		pageRows: Math.max(1, rows - 4),
		isActive: isInContent && form === undefined,
		initialId: subject?.accountId ?? rememberedMark(terminal),
	});
	const latestTable = useRef(table);
	useEffect(() => {
		latestTable.current = table;
	});
	useEffect(
		() => () => {
			rememberMarked(terminal, latestTable.current.getSelected()?.account.accountId);
		},
		[terminal],
	);

	useEffect(() => {
		if (subject === undefined) {
			return;
		}

		if (subject.action === 'add') {
			store.update(state => ({...state, form: 'add', isFiltering: false}));
		}

		if (subject.accountId !== undefined) {
			table.select(subject.accountId);
		}

		navigation.update(state => ({...state, subject: undefined}));
	}, [subject, navigation, store, table]);

	const open = (next: 'add' | Account) => {
		store.update(state => ({...state, form: next, isFiltering: false}));
		navigation.update(state => ({...state, focus: 'content'}));
	};

	/** Act on the marked account, as it is when the key comes. */
	const onMarked = (act: (account: Account) => void | Promise<void>) => async (): Promise<void> => {
		const row = table.getSelected();
		if (row !== undefined) {
			await act(row.account);
		}
	};

	const remove = async (account: Account) => {
		const preview = await services.accounts.removalPreview(account.accountId);
		if (!(await confirm(deleteQuestion(account, preview)))) {
			return;
		}

		const {logout} = await services.accounts.remove(account.accountId);
		const label = toSafeText(accountLabel(account));
		if (logout === 'broker-unreachable') {
			notify('warning', safe`${label} is deleted; the broker could not be told that its session is over`);
		} else {
			notify('done', safe`${label} is ${trusted(logout === 'done' ? 'logged out and ' : '')}deleted`);
		}
	};

	/** For what only the broker in use can do. */
	const onMarkedHere = (act: (account: Account) => void | Promise<void>) =>
		onMarked(async account => {
			const present = activeEnvironment(config, stores.settings.getSnapshot());
			if (account.brokerEnv === present) {
				await act(account);
				return;
			}

			const whose = trusted(account.brokerEnv === 'live' ? 'the live broker' : 'the sandbox');
			notify('information', safe`${toSafeText(accountLabel(account))} belongs to ${whose}: Settings changes to it`);
		});

	const addDemo = async () => {
		const {added, skipped} = await services.accounts.addDemoAccounts();
		notify('done', safe`${added} demo accounts added${skipped > 0 ? safe`, ${skipped} were there` : trusted('')}`);
	};

	const hasRows = tableRows.length > 0;
	const canAddDemo = accounts.length === 0 && environment === 'sandbox' && accountsState.loadedAt !== undefined;
	useKeyContext({
		layer: 'screen',
		table: usersBindings,
		actions: {
			'user.addDemo': canAddDemo ? addDemo : undefined,
			'user.add'() {
				open('add');
			},
			'user.update': hasRows ? onMarked(open) : undefined,
			'user.delete': hasRows ? onMarked(remove) : undefined,
			'user.login': hasRows
				? onMarkedHere(({accountId}) => {
						goTo('login', {accountId});
						navigation.update(state => ({...state, focus: 'content'}));
					})
				: undefined,
			'user.setActive': hasRows
				? onMarkedHere(async account => {
						await services.accounts.setActive(account.accountId);
						notify('done', safe`${toSafeText(accountLabel(account))} is the active account now`);
					})
				: undefined,
			'user.filter':
				accounts.length > 0
					? () => {
							store.update(state => ({...state, isFiltering: true}));
							navigation.update(state => ({...state, focus: 'content'}));
						}
					: undefined,
			'user.clearFilter':
				filter === ''
					? undefined
					: () => {
							store.update(state => ({...state, filter: ''}));
						},
		},
	});

	useKeyContext({
		layer: 'part',
		table: filterBindings,
		isActive: isFiltering,
		actions: {
			'filter.keep'() {
				store.update(state => ({...state, isFiltering: false}));
			},
			'filter.clear'() {
				store.update(state => ({...state, isFiltering: false, filter: ''}));
			},
		},
	});

	// Countdowns to the end of an API key change by the day, and clocks on this screen by the minute.
	const now = useMemo(() => new Date(Math.max(minute * 60_000, 0)), [minute]);
	const filterRows = isFiltering || filter !== '' ? 1 : 0;
	const room = rows - 2 - filterRows;
	const detail =
		table.selected === undefined ? [] : accountDetailLines({...table.selected, now, columns}).slice(0, room);
	const hasOther = accounts.some(({brokerEnv}) => brokerEnv !== environment);
	const isDetailShown =
		form === undefined && hasRows && room - detail.length >= Math.min(leastListRows, tableRows.length + 1);
	const below = form === undefined ? (isDetailShown ? detail.length + 1 : 0) : accountFormRows(form === 'add');
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<TitleLine title={trusted('Users')} facts={titleFacts(accountsState, tableRows, environment)} columns={columns} />
			{filterRows === 0 ? <Line spans={[]} /> : undefined}
			{filterRows === 1 ? (
				<Box>
					<Line spans={[{text: trusted(isFiltering ? '/ ' : '  only '), role: 'accent'}]} />
					{isFiltering ? (
						<TextField
							isFocused
							value={filter}
							columns={Math.max(8, columns - 4)}
							onChange={text => {
								store.update(state => ({...state, filter: text}));
							}}
						/>
					) : (
						<Line spans={[{text: safe`"${toSafeText(filter)}"`}, {text: trusted('   esc shows all'), role: 'dim'}]} />
					)}
				</Box>
			) : undefined}
			<DataTable
				columns={hasOther ? userColumnsOfBothBrokers : userColumns}
				rows={tableRows}
				idOf={rowId}
				selectedId={table.selectedId}
				isFocused={isInContent && form === undefined}
				width={columns}
				height={Math.max(2, rows - 1 - Math.max(1, filterRows) - below)}
				now={now}
				empty={emptyWords({state: accountsState, environment, filter, database})}
			/>
			{isDetailShown ? <Line spans={[]} /> : undefined}
			{isDetailShown ? detail.map((spans, index) => <Line key={index} spans={spans} />) : undefined}
			{form === undefined ? undefined : (
				<AccountForm
					account={form === 'add' ? undefined : form}
					environment={environment}
					columns={columns}
					onDone={saved => {
						store.update(state => ({...state, form: undefined}));
						if (saved !== undefined) {
							table.select(saved.accountId);
						}
					}}
				/>
			)}
		</Box>
	);
}

function rowId({account}: AccountRow): string {
	return account.accountId;
}

function titleFacts(
	{accounts, activeAccountId, isLoading, loadedAt}: AccountsState,
	shown: readonly AccountRow[],
	environment: BrokerEnvironment,
): readonly SafeText[] {
	const active = accounts.find(({accountId}) => accountId === activeAccountId);
	const others = shown.filter(({isOther}) => isOther).length;
	return [
		...(isLoading && loadedAt !== undefined ? [trusted('refreshing')] : []),
		...(active === undefined
			? []
			: [
					safe`active: ${toSafeText(accountLabel(active))}${trusted(active.brokerEnv === environment ? '' : `, of ${otherWord(environment)}`)}`,
				]),
		...(accounts.length === 0
			? []
			: [
					safe`${shown.length} of ${accounts.length}${trusted(others === 0 ? '' : `, ${others} ${otherWord(environment)}`)}`,
				]),
	];
}

/** How the broker that is not in use is called in a count. */
function otherWord(environment: BrokerEnvironment): string {
	return environment === 'live' ? 'sandbox' : 'LIVE';
}
