import {Box} from 'ink';
import {useMemo} from 'react';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {ValidationError} from '../../errors.ts';
import {displayWidth, fitText, truncateText, wrapText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useTerminal} from '../terminal-context.ts';
import {Dialog} from './dialog.tsx';
import {Line} from './line.tsx';
import {TextField} from './text-field.tsx';
import {cleanTyped} from './typed-text.ts';

export type FormField<Id extends string> = {
	readonly id: Id;
	readonly label: SafeText;
	readonly kind: 'text' | 'secret' | 'choice';
	readonly initial: string;
	/** Dim, beside the field: what is expected or why. */
	readonly note?: SafeText;
	/** For `choice`: at least two. */
	readonly options?: ReadonlyArray<{readonly value: string; readonly label: SafeText}>;
	/** The reason why this value will not do, or undefined. Also called while typing, once a reason was shown. */
	readonly validate?: (value: string, values: FormValues<Id>) => string | undefined;
};

export type FormValues<Id extends string> = Readonly<Record<Id, string>>;

export type FormProps<Id extends string> = {
	readonly title: SafeText;
	readonly fields: ReadonlyArray<FormField<Id>>;
	/** Whole width, frame included. */
	readonly columns: number;
	readonly submitLabel: string;
	/** A `ValidationError` that it throws is shown at its fields; any other error as a notice. The form stays open either way. */
	readonly onSubmit: (values: FormValues<Id>) => Promise<void>;
	readonly onCancel: () => void;
};

export const formBindings = defineBindings('Form', [
	{id: 'form.submit', keys: ['enter'], label: 'save', help: 'Check everything and save'},
	{id: 'form.move', keys: ['up', 'down', 'shift+tab', 'tab'], label: 'field', help: 'To the field above or below'},
	{
		id: 'form.choose',
		keys: ['left', 'right', 'space'],
		label: 'change',
		help: 'The other value of a choice',
		isInFooter: false,
	},
	{id: 'form.cancel', keys: ['escape'], label: 'leave unchanged', help: 'Close the form and change nothing'},
]);

/** Rows that a form with so many fields takes: frame, fields, two for the reason, one for the keys. */
export function formRows(fieldCount: number): number {
	return fieldCount + 5;
}

type FormState<Id extends string> = {
	readonly values: FormValues<Id>;
	readonly errors: Readonly<Record<string, string | undefined>>;
	readonly focus: number;
	readonly isBusy: boolean;
};

/** Fields below each other, reasons at the field that they are about. */
export function Form<Id extends string>({title, fields, columns, submitLabel, onSubmit, onCancel}: FormProps<Id>) {
	const {dispatcher, report} = useTerminal();
	const [{values, errors, focus, isBusy}, store] = useLocalStore<FormState<Id>>(() => ({
		values: Object.fromEntries(fields.map(({id, initial}) => [id, cleanTyped(initial)])) as Record<Id, string>,
		errors: {},
		focus: 0,
		isBusy: false,
	}));

	const setValue = (id: Id, value: string) => {
		store.update(state => {
			const next = {...state.values, [id]: value};
			const hadError = state.errors[id] !== undefined;
			return {
				...state,
				values: next,
				errors: hadError ? {...state.errors, [id]: reasonOf(fields, id, next)} : state.errors,
			};
		});
	};

	const showErrors = (found: FormState<Id>['errors']) => {
		store.update(state => {
			const first = fields.findIndex(({id}) => found[id] !== undefined);
			return {...state, errors: found, isBusy: false, focus: first === -1 ? state.focus : first};
		});
	};

	const submit = async () => {
		const state = store.getSnapshot();
		if (state.isBusy) {
			return;
		}

		const found: FormState<Id>['errors'] = Object.fromEntries(
			fields.flatMap(({id}) => {
				const reason = reasonOf(fields, id, state.values);
				return reason === undefined ? [] : [[id, reason]];
			}),
		);
		if (Object.keys(found).length > 0) {
			showErrors(found);
			return;
		}

		store.update(current => ({...current, isBusy: true, errors: {}}));
		try {
			await onSubmit(state.values);
		} catch (error) {
			if (error instanceof ValidationError && fields.some(({id}) => error.fields[id] !== undefined)) {
				showErrors(error.fields);
				return;
			}

			store.update(current => ({...current, isBusy: false}));
			report(error);
		}
	};

	const focusedField = fields[focus];
	const labelledBindings = useMemo(() => withSubmitLabel(submitLabel), [submitLabel]);
	useKeyContext({
		layer: 'part',
		table: labelledBindings,
		actions: {
			'form.submit'() {
				dispatcher.run(submit);
			},
			'form.move'({chord}) {
				const by = chord === 'up' || chord === 'shift+tab' ? -1 : 1;
				store.update(state => ({...state, focus: (state.focus + by + fields.length) % fields.length}));
			},
			'form.choose':
				focusedField?.kind === 'choice'
					? ({chord}) => {
							const state = store.getSnapshot();
							const field = fields[state.focus];
							const options = field?.options ?? [];
							const at = options.findIndex(({value}) => field !== undefined && value === state.values[field.id]);
							const next = options[(at + (chord === 'left' ? -1 : 1) + options.length) % options.length];
							if (field !== undefined && next !== undefined) {
								setValue(field.id, next.value);
							}
						}
					: undefined,
			'form.cancel': onCancel,
		},
	});

	const labelWidth = Math.max(...fields.map(({label}) => displayWidth(label))) + 3;
	const innerColumns = columns - 6;
	const fieldWidth = Math.max(12, Math.min(34, innerColumns - labelWidth - 20));
	const noteWidth = Math.max(0, innerColumns - labelWidth - fieldWidth - 4);
	// The reason of the field one is at; from elsewhere the first there is.
	const wrongField = [fields[focus], ...fields].find(field => field !== undefined && errors[field.id] !== undefined);
	return (
		<Dialog title={title} columns={columns}>
			{fields.map((field, index) => {
				const isFocused = index === focus && !isBusy;
				return (
					<Box key={field.id}>
						<Line
							spans={[
								errors[field.id] === undefined
									? {text: trusted(isFocused ? '▸ ' : '  '), role: 'accent'}
									: {text: trusted('✗ '), role: 'failed'},
								{
									text: fitText(field.label, labelWidth),
									role: isFocused ? 'selected' : errors[field.id] === undefined ? 'dim' : 'failed',
								},
							]}
						/>
						{field.kind === 'choice' ? (
							<Box width={fieldWidth}>
								<Line spans={choiceSpans(field, values[field.id])} />
							</Box>
						) : (
							<TextField
								value={values[field.id]}
								isFocused={isFocused}
								isSecret={field.kind === 'secret'}
								columns={fieldWidth}
								onChange={value => {
									setValue(field.id, value);
								}}
							/>
						)}
						<Line spans={[{text: safe`  ${truncateText(field.note ?? trusted(''), noteWidth)}`, role: 'dim'}]} />
					</Box>
				);
			})}
			{reasonLines(wrongField === undefined ? undefined : errors[wrongField.id], innerColumns).map((text, index) => (
				<Line key={index} spans={[{text, role: 'failed'}]} />
			))}
			<Line
				spans={[
					{
						text: isBusy ? trusted('saving') : safe`⏎ ${trusted(submitLabel)}   tab next field   esc leave unchanged`,
						role: 'dim',
					},
				]}
			/>
		</Dialog>
	);
}

/** The first reason in full, on up to two lines; always two, so that nothing jumps when there is none. */
function reasonLines(reason: string | undefined, columns: number): readonly SafeText[] {
	const rows = reason === undefined ? [] : wrapText(safe`✗ ${toSafeText(reason)}`, columns);
	return [rows[0] ?? trusted(''), truncateText(trusted(rows.slice(1).join(' ')), columns)];
}

/** The footer names the deed as the form does: add, save. */
function withSubmitLabel(label: string): typeof formBindings {
	return {
		...formBindings,
		bindings: formBindings.bindings.map(binding => (binding.id === 'form.submit' ? {...binding, label} : binding)),
	};
}

function reasonOf<Id extends string>(
	fields: ReadonlyArray<FormField<Id>>,
	id: Id,
	values: FormValues<Id>,
): string | undefined {
	return fields.find(field => field.id === id)?.validate?.(values[id], values);
}

function choiceSpans<Id extends string>(field: FormField<Id>, value: string) {
	return (field.options ?? []).map(option => ({
		text: safe`${trusted(option.value === value ? '(•)' : '( )')} ${option.label}   `,
		role: option.value === value ? undefined : ('dim' as const),
	}));
}
