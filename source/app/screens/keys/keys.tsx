import {Box} from 'ink';
import {useCallback, useEffect} from 'react';
import type {EncryptionKey} from '../../../domain/encryption-key.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {toAppError, type AppError} from '../../../errors.ts';
import {keyColumns} from '../../../presentation/columns/keys.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Status} from '../../../stores/status.ts';
import {DataTable} from '../../components/data-table.tsx';
import {Layer} from '../../components/layer.tsx';
import {Line} from '../../components/line.tsx';
import {RecoverySheet, recoverySheetBindings} from '../../components/recovery-sheet.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {listBindingsTable, useTableState} from '../../components/use-table-state.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {keysBindings} from './bindings.ts';
import {generateQuestion, keyFactLines, type MasterKeyLocation} from './key-words.ts';

export const keysTables = [keysBindings, recoverySheetBindings, listBindingsTable];

type KeysState = {
	readonly keys: readonly EncryptionKey[];
	readonly masterKey: MasterKeyLocation | undefined;
	readonly reading: 'first' | 'again' | 'nothing';
	readonly problem: AppError | undefined;
	readonly isSheetOpen: boolean;
};

const dayMs = 24 * 60 * 60_000;

/** The data keys of the vault, and where the key to them is. */
export function Keys() {
	const {program, navigation, clock, notify, confirm} = useTerminal();
	const {services, stores} = program;
	const {columns, rows} = useContentSize();
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const database = useStore(stores.status, status => status.database);
	const isSheetKept = useStore(stores.settings, ({recoverySheetSavedAt}) => recoverySheetSavedAt !== undefined);
	// Ends of keys are told in days.
	const day = useStore(clock, now => Math.floor(now.getTime() / dayMs));
	const [{keys, masterKey, reading, problem, isSheetOpen}, store] = useLocalStore<KeysState>(() => ({
		keys: [],
		masterKey: undefined,
		reading: 'first',
		problem: undefined,
		isSheetOpen: false,
	}));

	const read = useCallback(async () => {
		store.update(state => ({...state, reading: state.reading === 'first' ? 'first' : 'again'}));
		try {
			const found = await services.keys.list();
			store.update(state => ({...state, keys: found}));
			const location = await services.keys.masterKeyLocation();
			store.update(state => ({...state, masterKey: location, reading: 'nothing', problem: undefined}));
		} catch (error) {
			store.update(state => ({...state, reading: 'nothing', problem: toAppError(error)}));
		}
	}, [services, store]);

	const isDatabaseReady = database.state === 'ready';
	useEffect(() => {
		void read();
	}, [read]);

	useEffect(() => {
		if (isDatabaseReady && store.getSnapshot().problem !== undefined) {
			void read();
		}
	}, [read, store, isDatabaseReady]);

	const table = useTableState<EncryptionKey>({
		rows: keys,
		idOf: ({keyId}) => keyId,
		pageRows: Math.max(1, rows - 12),
		isActive: isInContent && !isSheetOpen,
	});

	const generate = async () => {
		if (await confirm(generateQuestion(store.getSnapshot().keys))) {
			const made = await services.keys.generate('asked for in Keys');
			notify('done', safe`key ${toSafeText(made.keyId)} is active; new values are sealed with it`);
			await read();
			table.select(made.keyId);
		}
	};

	useKeyContext({
		layer: 'screen',
		table: keysBindings,
		actions: {
			'keys.generate': {run: generate, disabled: keys.length === 0 ? 'the vault is not open' : undefined},
			'keys.sheet': {
				run() {
					store.update(state => ({...state, isSheetOpen: true}));
				},
				disabled: masterKey === undefined ? 'the master key is not there' : undefined,
			},
			'keys.again': read,
		},
	});

	if (isSheetOpen) {
		return (
			<Layer>
				<RecoverySheet
					onClose={() => {
						store.update(state => ({...state, isSheetOpen: false}));
					}}
				/>
			</Layer>
		);
	}

	const facts = keyFactLines({keys, masterKey, isSheetKept, columns}).slice(0, Math.max(0, rows - 6));
	const tableRows = Math.max(3, Math.min(keys.length + 1, rows - facts.length - 4));
	const broken = problem === undefined || keys.length === 0 ? undefined : problem;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<TitleLine title={trusted('Keys')} facts={titleFacts(keys, reading)} columns={columns} />
			<Line
				spans={
					broken === undefined
						? []
						: [{text: safe`  ✗ ${toSafeText(broken.message)}   ${toSafeText(broken.hint)}`, role: 'failed'}]
				}
			/>
			<DataTable
				columns={keyColumns}
				rows={keys}
				idOf={({keyId}) => keyId}
				selectedId={table.selectedId}
				isFocused={isInContent}
				width={columns}
				height={tableRows}
				now={new Date(day * dayMs)}
				empty={emptyWords(database, problem, reading)}
			/>
			<Line spans={[]} />
			{keys.length === 0 ? undefined : facts.map((spans, index) => <Line key={index} spans={spans} />)}
		</Box>
	);
}

function titleFacts(keys: readonly EncryptionKey[], reading: KeysState['reading']): readonly SafeText[] {
	return [
		...(reading === 'again' ? [trusted('refreshing')] : []),
		...(keys.length === 0 ? [] : [formatQuantity(keys.length, 'key')]),
	];
}

function emptyWords(
	database: Status['database'],
	problem: AppError | undefined,
	reading: KeysState['reading'],
): readonly SafeText[] {
	if (database.state === 'failed') {
		return [safe`The keys cannot be read: ${toSafeText(database.message)}`, toSafeText(database.hint)];
	}

	if (problem !== undefined) {
		return [toSafeText(problem.message), toSafeText(problem.hint), trusted('r reads them again')];
	}

	return reading === 'first'
		? [trusted('opening the vault')]
		: [trusted('There is no key yet.'), trusted('The first one is made when the first account is added.')];
}
