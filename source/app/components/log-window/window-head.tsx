import type {SafeText} from '../../../domain/safe-text.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {displayWidth, truncateText} from '../../../presentation/fit.ts';
import {formatCappedCount, formatCount} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClock, formatDayClock} from '../../../presentation/time.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {Line, type Span} from '../line.tsx';
import type {LogWindow} from './log-window.ts';
import type {RowCount} from './use-row-count.ts';
import {endInSight} from './window-state.ts';

export type WindowHeadProps<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	readonly title: string;
	/** What the filter lets through, e.g. `level ≥ WARN`. */
	readonly facts: readonly SafeText[];
	readonly count: RowCount | undefined;
	/** What is going on, in place of everything else at the right: `1,000 rows deleted so far`. */
	readonly progress?: SafeText;
	readonly timeOf: (row: Row) => Date;
	readonly columns: number;
};

/** From this width on there is room for gaps of three and for the span of time in sight. */
const wideColumns = 90;

/** The first line over a log: whether it follows or how many wait, what is let through, how many there are, and which span is in sight. */
export function WindowHead<Row, Filter>({
	window,
	title,
	facts,
	count,
	progress,
	timeOf,
	columns,
}: WindowHeadProps<Row, Filter>) {
	const {program} = useTerminal();
	const isWide = columns >= wideColumns;
	const reading = useStore(window.state, state => state.reading);
	const isFollowing = useStore(window.state, state => state.isFollowing);
	const waiting = useStore(window.state, state => state.waiting);
	// Minutes only, so the line changes once a minute while rows stream by.
	const span = useStore(window.state, state => {
		const first = state.rows[state.top];
		const last = state.rows[endInSight(window, state) - 1];
		return first === undefined || last === undefined ? '' : spanWords(timeOf(first), timeOf(last), program.now());
	});

	const gap = trusted(isWide ? '   ' : '  ');
	const left: Span[] = [
		{text: trusted(title), role: 'strong'},
		{text: gap},
		...modeSpans({reading, isFollowing, waiting}),
	];
	for (const fact of facts) {
		left.push({text: gap}, {text: fact, role: 'dim'});
	}

	if (count !== undefined) {
		left.push(
			{text: gap},
			{text: safe`${formatCappedCount(count)} ${trusted(count.count === 1 ? 'row' : 'rows')}`, role: 'dim'},
		);
	}

	const used = left.reduce((sum, {text}) => sum + displayWidth(text), 0);
	const right = progress ?? (isWide ? trusted(span) : trusted(''));
	const shown = truncateText(right, Math.max(0, columns - used - 2));
	const spaces = trusted(' '.repeat(Math.max(0, columns - used - displayWidth(shown))));
	return <Line spans={[...left, {text: spaces}, {text: shown, role: progress === undefined ? 'dim' : 'accent'}]} />;
}

function modeSpans({
	reading,
	isFollowing,
	waiting,
}: {
	readonly reading: 'first' | 'again' | 'more' | 'nothing';
	readonly isFollowing: boolean;
	readonly waiting: number;
}): readonly Span[] {
	if (reading !== 'nothing') {
		return [{text: trusted(reading === 'again' ? 'searching' : 'reading'), role: 'dim'}];
	}

	if (isFollowing) {
		return [{text: trusted('following'), role: 'accent'}];
	}

	return waiting > 0
		? [{text: safe`${formatCount(waiting)} new below, End follows`, role: 'accent'}]
		: [{text: trusted('End follows'), role: 'dim'}];
}

function spanWords(first: Date, last: Date, now: Date): string {
	const from = formatDayClock(first, now);
	const to = formatDayClock(last, now);
	const [fromDay = '', toDay = ''] = [from, to].map(words => words.slice(0, -6));
	if (fromDay !== toDay) {
		return `${from} ─ ${to}`;
	}

	const span = `${formatClock(first)} ─ ${formatClock(last)}`;
	return toDay === 'today' ? span : `${toDay} ${span}`;
}
