import {use, useLayoutEffect, useRef} from 'react';
import type {KeyPress} from '../input/key-press.ts';
import type {BindingTable} from '../keymap/binding.ts';
import type {Action, ContextLayer, KeyContext} from '../keymap/resolve.ts';
import {DepthContext, useTerminal} from '../terminal-context.ts';

export type KeyContextOptions<Id extends string> = {
	readonly layer: ContextLayer;
	readonly table: BindingTable<Id>;
	/** One action per binding; `undefined` takes the binding away (no key, no footer), a `disabled` reason keeps it and explains. */
	readonly actions: Readonly<Record<Id, Action | undefined>>;
	/** @default true */
	readonly isActive?: boolean;
	/** Makes this a text field: typed and pasted text comes here first. */
	readonly takeText?: (key: KeyPress) => void;
};

/** Answer the keys of a table while this component is on screen. Actions may be fresh functions in every render. */
export function useKeyContext<Id extends string>({
	layer,
	table,
	actions,
	isActive = true,
	takeText,
}: KeyContextOptions<Id>): void {
	const {dispatcher} = useTerminal();
	const depth = use(DepthContext);
	const latest = useRef({actions, takeText});
	const registration = useRef<((next: KeyContext | undefined) => void) | undefined>(undefined);
	const isField = takeText !== undefined;

	// The context is replaced only when what it offers changes; which function runs is looked up at the time of the key.
	const shape = table.bindings
		.map(({id}) => {
			const action = actions[id];
			return action === undefined ? '-' : typeof action === 'function' ? '+' : (action.disabled ?? '+');
		})
		.join('\n');

	const createKeyContext = (): KeyContext => ({
		layer,
		table,
		depth,
		actions: Object.fromEntries(table.bindings.flatMap(({id}) => offeredAction(id))),
		takeText: isField ? key => latest.current.takeText?.(key) : undefined,
	});

	const offeredAction = (id: Id): ReadonlyArray<readonly [string, Action]> => {
		const action = latest.current.actions[id];
		if (action === undefined) {
			return [];
		}

		const run = async (key: KeyPress) => {
			const present = latest.current.actions[id];
			await (typeof present === 'function' ? present(key) : present?.run(key));
		};

		return [[id, {run, disabled: typeof action === 'function' ? undefined : action.disabled}]];
	};

	// The first frame is drawn once, not twice: its footer, drawn last, already knows these keys.
	if (isActive && registration.current === undefined && dispatcher.isOpening()) {
		registration.current = dispatcher.register(createKeyContext());
	}

	useLayoutEffect(() => {
		latest.current = {actions, takeText};
	});

	useLayoutEffect(() => {
		if (!isActive) {
			return;
		}

		const context = createKeyContext();
		if (registration.current === undefined) {
			registration.current = dispatcher.register(context);
		} else {
			registration.current(context);
		}
		// oxlint-disable-next-line react-hooks/exhaustive-deps -- `shape` stands for all that the context is made of.
	}, [dispatcher, layer, table, depth, isField, isActive, shape]);

	useLayoutEffect(() => {
		if (!isActive) {
			return;
		}

		return () => {
			registration.current?.(undefined);
			registration.current = undefined;
		};
	}, [isActive, dispatcher]);
}
