import {Box} from 'ink';
import {useEffect, useMemo} from 'react';
import type {Finding} from '../../../domain/finding.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {findingTitle, healthColumns, staleHealthColumns} from '../../../presentation/columns/health.ts';
import {truncateText} from '../../../presentation/fit.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatAge} from '../../../presentation/time.ts';
import {areFindingsStale, type Status} from '../../../stores/status.ts';
import {DataTable} from '../../components/data-table.tsx';
import {Line} from '../../components/line.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {listBindingsTable, useTableState} from '../../components/use-table-state.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {healthBindings} from './bindings.ts';
import {findingLines, sortFindings} from './finding-lines.ts';

export const healthTables = [healthBindings, listBindingsTable];

const tallRows = 28;
const stepMs = 10_000;
/** Who comes here wants to know how things are: what was found longer ago than this is looked for again at once. */
const freshMs = 30_000;

/** Findings show no ages, so they need no clock. */
const noClock = new Date(0);

/** What is wrong, and the fix beside it. */
export function Health() {
	const {program, navigation, clock, notify, confirm, report} = useTerminal();
	const {services, stores} = program;
	const {columns, rows} = useContentSize();
	const status = useStore(stores.status, state => state);
	const {findings, database, isChecking, checkedAt} = status;
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const sorted = useMemo(() => withKeys(sortFindings(findings)), [findings]);
	const detailRows = rows >= tallRows ? 8 : 6;
	const table = useTableState<KeyedFinding>({
		rows: sorted,
		idOf: ({key}) => key,
		pageRows: Math.max(1, rows - detailRows - 4),
		isActive: isInContent,
	});

	useEffect(() => {
		const {checkedAt: lastCheck, isChecking: isBusy} = stores.status.getSnapshot();
		const isFresh = lastCheck !== undefined && program.now().getTime() - lastCheck.getTime() <= freshMs;
		if (!isFresh && !isBusy) {
			services.health.check().catch(report);
		}
	}, [program, services, stores, report]);

	const check = async () => {
		await services.health.check();
	};

	const fix = async () => {
		const finding = table.getSelected();
		if (finding?.fixAction === undefined) {
			return;
		}

		const isSure = await confirm({
			title: safe`Fix ${findingTitle(finding)}`,
			lines: [
				{label: trusted('found'), text: toSafeText(finding.detail)},
				{label: trusted('does'), text: toSafeText(finding.fix)},
			],
			typeToConfirm: undefined,
			verb: 'do it',
			isDangerous: finding.isFixDangerous === true,
		});
		if (isSure) {
			notify('done', toSafeText(await services.health.fix(finding.fixAction)));
			await check();
		}
	};

	const {selected} = table;
	const isStale = useStore(clock, now => areFindingsStale(status, now));
	const isDown = database.state === 'failed';
	useKeyContext({
		layer: 'screen',
		table: healthBindings,
		actions: {
			'health.fix':
				selected === undefined || selected.state === 'ok'
					? undefined
					: {
							run: fix,
							disabled: selected.fixAction === undefined ? 'this is for you to do; the lines below say how' : undefined,
						},
			'health.check': {run: check, disabled: isChecking ? 'everything is being looked at' : undefined},
			'health.reconnect': isDown
				? async () => {
						await services.database.reconnect();
						await check();
					}
				: undefined,
		},
	});

	const detail = selected === undefined ? [] : findingLines(selected, columns).slice(0, detailRows);
	const bannerRows = isDown ? 2 : 0;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<HealthTitle
				columns={columns}
				isChecking={isChecking}
				checkedAt={checkedAt}
				isStale={isStale}
				summary={summaryOf(findings)}
			/>
			<Line spans={[]} />
			{isDown ? <DatabaseBanner database={database} columns={columns} /> : undefined}
			<DataTable
				columns={isStale ? staleHealthColumns : healthColumns}
				rows={sorted}
				idOf={({key}) => key}
				selectedId={table.selectedId}
				isFocused={isInContent}
				width={columns}
				height={Math.max(2, rows - 2 - bannerRows - detailRows)}
				now={noClock}
				empty={[trusted('looking at everything for the first time')]}
			/>
			{detail.map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}

/** A check may find several things of one name, so its place among them joins the key. */
type KeyedFinding = Finding & {readonly key: string};

function withKeys(findings: readonly Finding[]): readonly KeyedFinding[] {
	const seen = new Map<string, number>();
	return findings.map(finding => {
		const number = (seen.get(finding.check) ?? 0) + 1;
		seen.set(finding.check, number);
		return {...finding, key: `${finding.check} ${number}`};
	});
}

function summaryOf(findings: readonly Finding[]): readonly SafeText[] {
	const failed = findings.filter(({state}) => state === 'failed').length;
	const warned = findings.filter(({state}) => state === 'warning').length;
	return [
		...(failed === 0 ? [] : [safe`${failed} failed`]),
		...(warned === 0 ? [] : [formatQuantity(warned, 'warning')]),
	];
}

type HealthTitleProps = {
	readonly columns: number;
	readonly isChecking: boolean;
	readonly checkedAt: Date | undefined;
	readonly isStale: boolean;
	readonly summary: readonly SafeText[];
};

/** The only part that changes with the seconds; after ten of them every ten. */
function HealthTitle({columns, isChecking, checkedAt, isStale, summary}: HealthTitleProps) {
	const {clock} = useTerminal();
	const age = useStore(clock, now => {
		if (checkedAt === undefined) {
			return '';
		}

		const ageMs = now.getTime() - checkedAt.getTime();
		const shownMs = ageMs < stepMs ? ageMs : ageMs - (ageMs % stepMs);
		return formatAge(checkedAt, new Date(checkedAt.getTime() + shownMs));
	});
	const when = isChecking
		? trusted('checking')
		: checkedAt === undefined
			? trusted('')
			: safe`${trusted(isStale ? '▲ ' : '')}checked ${trusted(age)}`;
	return (
		<TitleLine
			title={trusted('Health')}
			facts={[...summary, when]}
			factsRole={isStale && !isChecking ? 'stale' : 'dim'}
			columns={columns}
		/>
	);
}

function DatabaseBanner({
	database,
	columns,
}: {
	readonly database: Extract<Status['database'], {readonly state: 'failed'}>;
	readonly columns: number;
}) {
	return (
		<>
			<Line spans={[{text: truncateText(safe`  ✗ ${toSafeText(database.message)}`, columns), role: 'failed'}]} />
			<Line
				spans={[{text: truncateText(safe`    ${toSafeText(database.hint)}   r opens it again`, columns), role: 'dim'}]}
			/>
		</>
	);
}
