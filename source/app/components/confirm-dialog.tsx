import {Box, Text} from 'ink';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {fitText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import type {Confirmation} from '../../stores/navigation.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useContentSize} from '../terminal-context.ts';
import {Dialog} from './dialog.tsx';
import {Line} from './line.tsx';
import {TextField} from './text-field.tsx';

export const confirmBindings = defineBindings('Question', [
	{id: 'confirm.yes', keys: ['enter'], label: 'go ahead', help: 'Do it'},
	{id: 'confirm.no', keys: ['escape'], label: 'leave', help: 'Leave everything as it is'},
]);

/** A question with its consequences. Where a word must be typed, Enter does nothing until it stands there. */
export function ConfirmDialog({confirmation}: {readonly confirmation: Confirmation}) {
	const {columns} = useContentSize();
	const [typed, store] = useLocalStore(() => '');
	const {title, lines, typeToConfirm, verb, isDangerous, answer} = confirmation;
	const isMissingWord = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;

	useKeyContext({
		layer: 'screen',
		table: confirmBindings,
		actions: {
			'confirm.yes': {
				// The word is read as it stands now, not as it stood when the frame was drawn.
				run() {
					if (typeToConfirm === undefined || store.getSnapshot().trim() === typeToConfirm) {
						answer(true);
					}
				},
				disabled: isMissingWord ? `type ${toSafeText(typeToConfirm)} first` : undefined,
			},
			'confirm.no'() {
				answer(false);
			},
		},
	});

	const labelWidth = Math.max(...lines.map(line => line.label.length)) + 2;
	return (
		<Dialog title={title} columns={Math.min(columns, 76)} role={isDangerous ? 'failed' : 'accent'}>
			<Text> </Text>
			{lines.map(({label, text}, index) => (
				<Line key={index} spans={[{text: fitText(label, labelWidth), role: 'dim'}, {text}]} />
			))}
			<Text> </Text>
			{typeToConfirm === undefined ? undefined : (
				<Box>
					<Line spans={[{text: safe`type ${toSafeText(typeToConfirm)} to confirm   `, role: 'strong'}]} />
					<TextField
						isFocused
						value={typed}
						columns={24}
						onChange={value => {
							store.update(() => value);
						}}
					/>
				</Box>
			)}
			<Line spans={[{text: safe`⏎ ${trusted(verb)}   esc leave`, role: 'dim'}]} />
		</Dialog>
	);
}
