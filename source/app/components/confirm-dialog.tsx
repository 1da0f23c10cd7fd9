import {Box, Text} from 'ink';
import {useMemo} from 'react';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {fitText, wrapText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import {activeEnvironment} from '../../services/environment.ts';
import type {Confirmation} from '../../stores/navigation.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {useStore} from '../hooks/use-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useContentSize, useTerminal} from '../terminal-context.ts';
import {Dialog} from './dialog.tsx';
import {Line, type Span} from './line.tsx';
import {TextField} from './text-field.tsx';

export const confirmBindings = defineBindings('Question', [
	{id: 'confirm.yes', keys: ['enter'], label: 'go ahead', help: 'Do it'},
	{id: 'confirm.no', keys: ['escape'], label: 'leave it', help: 'Leave everything as it is'},
]);

const widest = 76;
/** Frame and padding of the dialog, left and right together. */
const frameColumns = 6;

/** A question with its consequences. Where a word must be typed, Enter does nothing until it stands there. */
export function ConfirmDialog({confirmation}: {readonly confirmation: Confirmation}) {
	const {program} = useTerminal();
	const {columns} = useContentSize();
	const isLive = useStore(program.stores.settings, settings => activeEnvironment(program.config, settings) === 'live');
	const [typed, store] = useLocalStore(() => '');
	const {title, lines, typeToConfirm, verb, stayLabel = 'leave it', isDangerous, answer} = confirmation;
	const isMissingWord = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;
	const labelledBindings = useMemo(() => withLabels(verb, stayLabel), [verb, stayLabel]);

	useKeyContext({
		layer: 'screen',
		table: labelledBindings,
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

	const width = Math.min(columns, widest);
	const keys =
		typeToConfirm === undefined
			? trusted(`⏎ ${verb}   esc ${stayLabel}`)
			: trusted(`⏎ ${verb}, once it stands there   esc ${stayLabel}`);
	return (
		<Dialog
			title={isLive && !namesBroker(lines) ? safe`${title}   LIVE` : title}
			columns={width}
			role={isDangerous ? 'failed' : 'accent'}
		>
			<Text> </Text>
			{lineSpans(lines, width - frameColumns).map((spans, index) => (
				<Line key={index} spans={spans} />
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
			<Line spans={[{text: keys, role: 'dim'}]} />
		</Dialog>
	);
}

/** Whether the lines say by themselves which broker it is about, which need not be the present one. */
function namesBroker(lines: Confirmation['lines']): boolean {
	return lines.some(({label}) => label === 'LIVE' || label === 'SANDBOX');
}

/** Each consequence in full, on as many rows as it needs, its label before the first. */
function lineSpans(lines: Confirmation['lines'], columns: number): ReadonlyArray<readonly Span[]> {
	const labelWidth = Math.max(0, ...lines.map(({label}) => label.length)) + 2;
	return lines.flatMap(({label, text}) =>
		wrapText(text, Math.max(20, columns - labelWidth)).map((row, index): readonly Span[] => [
			...(index === 0 ? labelSpans(label, labelWidth) : [{text: trusted(' '.repeat(labelWidth))}]),
			{text: row},
		]),
	);
}

function labelSpans(label: SafeText, width: number): readonly Span[] {
	return label === 'LIVE'
		? [{text: label, role: 'live'}, {text: trusted(' '.repeat(width - label.length))}]
		: [{text: fitText(label, width), role: 'dim'}];
}

/** The footer names the deed and the way out as the dialog does. */
function withLabels(verb: string, stayLabel: string): typeof confirmBindings {
	const labels = {'confirm.yes': verb, 'confirm.no': stayLabel};
	return {
		...confirmBindings,
		bindings: confirmBindings.bindings.map(binding => ({...binding, label: labels[binding.id]})),
	};
}
