import {Box} from 'ink';
import {useEffect} from 'react';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useContentSize, useTerminal} from '../terminal-context.ts';
import {Line} from './line.tsx';

export const recoverySheetBindings = defineBindings('Recovery sheet', [
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
	const {rows} = useContentSize();
	const [sheet, store] = useLocalStore<readonly string[]>(() => []);

	useEffect(() => {
		let isGone = false;
		const show = async () => {
			const text = await program.services.keys.recoverySheet();
			if (!isGone) {
				store.update(() => text.split('\n'));
			}
		};

		show().catch(report);
		return () => {
			isGone = true;
		};
	}, [program, report, store]);

	useKeyContext({
		layer: 'screen',
		table: recoverySheetBindings,
		actions: {
			async 'sheet.save'() {
				const path = await program.services.keys.saveRecoverySheet();
				notify('warning', safe`saved as ${toSafeText(path)}`, trusted('print it, keep it apart, then delete the file'));
			},
			async 'sheet.kept'() {
				await program.services.settings.update({recoverySheetSavedAt: program.now().toISOString()});
				onClose();
			},
			'sheet.close': onClose,
		},
	});

	return (
		<Box flexDirection="column" height={rows}>
			{sheet.length === 0 ? <Line spans={[{text: trusted('writing the sheet'), role: 'dim'}]} /> : undefined}
			{sheet.slice(0, rows).map((line, index) => (
				<Line key={index} spans={[{text: toSafeText(line)}]} />
			))}
		</Box>
	);
}
