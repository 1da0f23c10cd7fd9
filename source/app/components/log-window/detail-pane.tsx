import {Box} from 'ink';
import type {SafeText} from '../../../domain/safe-text.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {displayWidth} from '../../../presentation/fit.ts';
import {formatCount} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {defineBindings} from '../../keymap/binding.ts';
import {dottedRule} from '../dotted-rule.ts';
import {Line, type Span} from '../line.tsx';
import {useScroll} from '../use-scroll.ts';

export const detailBindings = defineBindings('Detail', [
	{id: 'detail.scroll', keys: ['up', 'down'], label: 'scroll', help: 'Scroll the full entry'},
	{id: 'detail.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page of the full entry', isInFooter: false},
	{id: 'detail.ends', keys: ['home', 'end'], label: 'start, end', help: 'To its start or end', isInFooter: false},
	{id: 'detail.back', keys: ['tab', 'shift+tab', 'escape'], label: 'list', help: 'Back to the list'},
	{id: 'detail.close', keys: ['enter'], label: 'close detail', help: 'Close the full entry'},
]);

export type DetailPaneProps = {
	/** Of the entry shown: another one starts at its first line. */
	readonly id: string;
	readonly title: SafeText;
	readonly lines: ReadonlyArray<readonly Span[]>;
	readonly columns: number;
	/** The rule included. */
	readonly rows: number;
	/** Whether the arrows scroll this pane. */
	readonly isFocused: boolean;
	readonly onBack: () => void;
	readonly onClose: () => void;
};

/** Everything about one row, below a dotted rule. Scrolls where it is longer than its place. */
export function DetailPane({id, title, lines, columns, rows, isFocused, onBack, onClose}: DetailPaneProps) {
	const shown = Math.max(1, rows - 1);
	const {top, fits, onKey} = useScroll({id, lineCount: lines.length, shownRows: shown});
	useKeyContext({
		layer: 'part',
		table: detailBindings,
		isActive: isFocused,
		actions: {
			'detail.scroll': onKey,
			'detail.page': onKey,
			'detail.ends': onKey,
			'detail.back': onBack,
			'detail.close': onClose,
		},
	});

	const place = fits
		? trusted('')
		: safe`  ${formatCount(top + 1)}─${formatCount(Math.min(lines.length, top + shown))} of ${formatCount(lines.length)} lines${trusted(isFocused ? '' : ', tab scrolls')}`;
	const rule = dottedRule(title, Math.max(20, columns - displayWidth(place)));
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line
				spans={[
					...rule.map(span => (isFocused && span.role === 'dim' ? {...span, role: 'accent' as const} : span)),
					{text: place, role: 'dim'},
				]}
			/>
			{lines.slice(top, top + shown).map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}
