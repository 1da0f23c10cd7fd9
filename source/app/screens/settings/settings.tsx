import {Box} from 'ink';
import process from 'node:process';
import {useMemo} from 'react';
import {accountLabel} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import type {Settings as SavedSettings} from '../../../domain/settings.ts';
import {ValidationError} from '../../../errors.ts';
import {displayWidth, fitText, truncateText} from '../../../presentation/fit.ts';
import {logoutSentence} from '../../../presentation/logout-words.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import {Layer} from '../../components/layer.tsx';
import {Line, type Span} from '../../components/line.tsx';
import {TextField} from '../../components/text-field.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {listBindingsTable, useTableState} from '../../components/use-table-state.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {themeNames} from '../../theme/theme.ts';
import {editBindings, settingsBindings} from './bindings.ts';
import {environmentQuestion, signedInAt} from './environment-question.ts';
import {factLines} from './fact-lines.ts';
import {editHint, presentNumber, settingRows, type SettingId, type SettingRow} from './setting-rows.ts';

export const settingsTables = [settingsBindings, editBindings, listBindingsTable];

type NumberId = 'apiTimeoutMs' | 'apiMaxRetries';
type Edit = {readonly id: NumberId; readonly text: string; readonly problem: string | undefined};

const labelColumns = 15;
const valueColumns = 12;
/** From this width on each note fits its row. */
const wideColumns = 90;

/** What the person may choose. Everything holds at once and is kept; what needs a restart says so. */
export function Settings() {
	const {program, navigation, dispatcher, notify, confirm} = useTerminal();
	const {config, services, stores} = program;
	const {columns, rows} = useContentSize();
	const settings = useStore(stores.settings, state => state);
	const database = useStore(stores.status, status => status.database);
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const [edit, store] = useLocalStore<Edit | undefined>(() => undefined);
	const list = useMemo(() => settingRows({config, settings}), [config, settings]);
	const table = useTableState<SettingRow>({
		rows: list,
		idOf: ({id}) => id,
		pageRows: list.length,
		isActive: isInContent && edit === undefined,
	});

	const chooseTheme = async (by: -1 | 1) => {
		const present = themeNames.indexOf(stores.settings.getSnapshot().theme ?? 'dark');
		await services.settings.update({theme: themeNames.at((present + by) % themeNames.length)});
	};

	const chooseEnvironment = async () => {
		const present = activeEnvironment(config, stores.settings.getSnapshot());
		const next = present === 'live' ? 'sandbox' : 'live';
		const signedIn = signedInAt(present, stores.accounts.getSnapshot().accounts);
		if (!(await confirm(environmentQuestion(next, signedIn)))) {
			return;
		}

		let untold: SafeText | undefined;
		for (const account of signedIn) {
			const outcome = await services.sessions.logout(account.accountId);
			if (outcome.broker === 'unreachable') {
				untold ??= logoutSentence(toSafeText(accountLabel(account)), outcome);
			}
		}

		await services.settings.chooseEnvironment(next);
		const done = trusted(next === 'live' ? 'the broker is the real one now: LIVE' : 'the broker is the sandbox now');
		notify(untold === undefined ? 'done' : 'warning', done, untold);
	};

	const change = async (by: -1 | 1, isStep: boolean) => {
		const id: SettingId | undefined = table.getSelected()?.id;
		navigation.update(state => ({...state, focus: 'content'}));
		if (id === 'theme') {
			await chooseTheme(by);
		} else if (id === 'environment') {
			await chooseEnvironment();
		} else if (id !== undefined && !isStep) {
			const present = presentNumber(id, config, stores.settings.getSnapshot());
			store.update(() => ({id, text: String(present), problem: undefined}));
		}
	};

	const fixed = table.selected?.fixed;
	useKeyContext({
		layer: 'screen',
		table: settingsBindings,
		actions: {
			'settings.change': {run: async () => change(1, false), disabled: fixed},
			'settings.step': isInContent
				? {run: async ({chord}) => change(chord === 'left' ? -1 : 1, true), disabled: fixed}
				: undefined,
		},
	});

	const save = async () => {
		const state = store.getSnapshot();
		if (state === undefined) {
			return;
		}

		try {
			const changes: SavedSettings = {
				[state.id]: /^\d{1,9}$/.test(state.text.trim()) ? Number(state.text) : Number.NaN,
			};
			await services.settings.update(changes);
			store.update(() => undefined);
			notify('done', trusted('kept; it holds from the next call on'));
		} catch (error) {
			const reason = error instanceof ValidationError ? error.fields[state.id] : undefined;
			if (reason === undefined) {
				throw error;
			}

			store.update(present => (present === undefined ? undefined : {...present, problem: reason}));
		}
	};

	const facts = factLines({
		config,
		environment: activeEnvironment(config, settings),
		database,
		nodeVersion: process.version,
		columns,
	}).slice(0, Math.max(0, rows - list.length - 5));
	const belowList = remark({edit, fixed, note: table.selected?.note, columns});
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<TitleLine title={trusted('Settings')} facts={[trusted('what you change holds at once')]} columns={columns} />
			<Line spans={[]} />
			{list.map(row =>
				edit?.id === row.id ? (
					<Layer key={row.id}>
						<EditLine
							label={row.label}
							edit={edit}
							columns={columns}
							onChange={text => {
								store.update(state => (state === undefined ? undefined : {...state, text, problem: undefined}));
							}}
							onSave={() => {
								dispatcher.run(save);
							}}
							onLeave={() => {
								store.update(() => undefined);
							}}
						/>
					</Layer>
				) : (
					<Line
						key={row.id}
						spans={rowLine(row, {isSelected: row.id === table.selectedId, isFocused: isInContent, columns})}
					/>
				),
			)}
			<Line spans={belowList} />
			<Line spans={[]} />
			{facts.map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}

/** Below the list: why a value will not do, why a setting is fixed, or the note that had no room in its row. */
function remark({
	edit,
	fixed,
	note,
	columns,
}: {
	readonly edit: Edit | undefined;
	readonly fixed: string | undefined;
	readonly note: SafeText | undefined;
	readonly columns: number;
}): readonly Span[] {
	if (edit !== undefined) {
		return edit.problem === undefined
			? []
			: [{text: truncateText(safe`  ✗ it ${toSafeText(edit.problem)}`, columns), role: 'failed'}];
	}

	if (fixed !== undefined) {
		return [{text: truncateText(safe`  ${toSafeText(fixed)}`, columns), role: 'dim'}];
	}

	return note === undefined || columns >= wideColumns
		? []
		: [{text: truncateText(safe`  ${note}`, columns), role: 'dim'}];
}

function rowLine(
	{label, value, role, note}: SettingRow,
	{
		isSelected,
		isFocused,
		columns,
	}: {readonly isSelected: boolean; readonly isFocused: boolean; readonly columns: number},
): readonly Span[] {
	const isBright = isSelected && isFocused;
	const padding = ' '.repeat(Math.max(1, valueColumns - displayWidth(value)));
	return [
		{text: trusted(isSelected ? '▸ ' : '  '), role: isFocused ? 'accent' : 'dim'},
		{text: fitText(label, labelColumns), role: isBright ? 'selected' : 'dim'},
		{text: value, ...(role === undefined ? (isBright ? {role: 'strong' as const} : {}) : {role})},
		{text: trusted(padding)},
		{text: truncateText(note, Math.max(0, columns - labelColumns - valueColumns - 2)), role: 'dim'},
	];
}

type EditLineProps = {
	readonly label: SafeText;
	readonly edit: Edit;
	readonly columns: number;
	readonly onChange: (text: string) => void;
	readonly onSave: () => void;
	readonly onLeave: () => void;
};

/** The setting that is being typed, in its own place. */
function EditLine({label, edit, columns, onChange, onSave, onLeave}: EditLineProps) {
	useKeyContext({layer: 'part', table: editBindings, actions: {'edit.save': onSave, 'edit.leave': onLeave}});
	return (
		<Box>
			<Line
				spans={[
					{text: trusted('▸ '), role: 'accent'},
					{text: fitText(label, labelColumns), role: 'selected'},
				]}
			/>
			<TextField isFocused value={edit.text} columns={valueColumns - 1} onChange={onChange} />
			<Line
				spans={[
					{
						text: truncateText(safe` ${editHint(edit.id)}`, Math.max(0, columns - labelColumns - valueColumns - 1)),
						role: 'dim',
					},
				]}
			/>
		</Box>
	);
}
