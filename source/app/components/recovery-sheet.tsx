import {basename, dirname} from 'node:path';
import {Box} from 'ink';
import {useEffect, useMemo} from 'react';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useContentSize, useTerminal} from '../terminal-context.ts';
import {Line} from './line.tsx';
import {layOutSheet} from './sheet-lines.ts';
import {TitleLine} from './title-line.tsx';
import {useScroll} from './use-scroll.ts';

export const recoverySheetBindings = defineBindings('Recovery sheet', [
	{id: 'sheet.scroll', keys: ['up', 'down'], label: 'scroll', help: 'Scroll the sheet'},
	{id: 'sheet.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page of the sheet'},
	{id: 'sheet.ends', keys: ['home', 'end'], label: 'start, end', help: 'To its start or end', isInFooter: false},
	{
		id: 'sheet.save',
		keys: ['s'],
		label: 'save as a file',
		help: 'Write the sheet beside the database, to print it and delete it again',
	},
	{id: 'sheet.kept', keys: ['enter'], label: 'I have kept it', help: 'Remember that the sheet is kept, and close it'},
	{id: 'sheet.close', keys: ['escape'], label: 'close', help: 'Close the sheet; it can be shown again from Keys'},
]);

/** The master key in print: one of the few places where a secret is shown, on purpose and only when asked. */
export function RecoverySheet({onClose}: {readonly onClose: () => void}) {
	const {program, notify, report} = useTerminal();
	const {columns, rows} = useContentSize();
	const [sheet, store] = useLocalStore<readonly string[]>(() => []);

	useEffect(() => {
		let isGone = false;
		const show = async () => {
			const text = await program.services.keys.recoverySheet();
			if (!isGone) {
				store.update(() => text.trimEnd().split('\n'));
			}
		};

		show().catch(report);
		return () => {
			isGone = true;
		};
	}, [program, report, store]);

	const lines = useMemo(() => layOutSheet(sheet, columns), [sheet, columns]);
	const shownRows = Math.max(1, rows - 2);
	const {top, fits, onKey} = useScroll({lineCount: lines.length, shownRows});
	const scroll = fits ? undefined : onKey;
	useKeyContext({
		layer: 'screen',
		table: recoverySheetBindings,
		actions: {
			'sheet.scroll': scroll,
			'sheet.page': scroll,
			'sheet.ends': scroll,
			async 'sheet.save'() {
				const path = await program.services.keys.saveRecoverySheet();
				// What to do with it comes before where it is: the end of the line may be cut.
				notify(
					'warning',
					safe`saved as ${toSafeText(basename(path))}: print it, then delete the file`,
					safe`in ${toSafeText(dirname(path))}`,
				);
			},
			async 'sheet.kept'() {
				await program.services.settings.update({recoverySheetSavedAt: program.now().toISOString()});
				onClose();
			},
			'sheet.close': onClose,
		},
	});

	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<TitleLine
				title={trusted('Recovery sheet')}
				facts={fits ? [] : [safe`lines ${top + 1}─${Math.min(lines.length, top + shownRows)} of ${lines.length}`]}
				columns={columns}
			/>
			<Line spans={[]} />
			{sheet.length === 0 ? <Line spans={[{text: trusted('writing the sheet'), role: 'dim'}]} /> : undefined}
			{lines.slice(top, top + shownRows).map((text, index) => (
				<Line key={index} spans={[{text}]} />
			))}
		</Box>
	);
}
