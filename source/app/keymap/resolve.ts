import type {KeyPress} from '../input/key-press.ts';
import type {Binding, BindingTable} from './binding.ts';

/**
Where a set of bindings belongs. A key is looked up from the top down: the focused field, the focused part of the screen, the screen,
and what holds everywhere.
*/
export type ContextLayer = 'field' | 'part' | 'screen' | 'global';

export type ActionHandler = (key: KeyPress) => void | Promise<void>;

/** What a binding does here and now. `disabled` is the reason why it does nothing, shown when its key is pressed. */
export type Action = ActionHandler | {readonly run: ActionHandler; readonly disabled: string | undefined};

export type KeyContext = {
	readonly layer: ContextLayer;
	readonly table: BindingTable;
	readonly actions: Readonly<Record<string, Action>>;
	/** 0 for the screen, one more for each thing that lies over it. Only the topmost depth is reached, and from the global bindings those that are always on. */
	readonly depth: number;
	/** A text field takes what is typed or pasted before any binding of another context sees it. Undefined elsewhere. */
	readonly takeText: ((key: KeyPress) => void) | undefined;
};

export type Resolution =
	| {readonly kind: 'action'; readonly binding: Binding; readonly run: ActionHandler}
	| {readonly kind: 'disabled'; readonly binding: Binding; readonly reason: string}
	| {readonly kind: 'text'; readonly take: (key: KeyPress) => void}
	| {readonly kind: 'prefix'}
	| {readonly kind: 'none'};

const layerRank: Readonly<Record<ContextLayer, number>> = {field: 3, part: 2, screen: 1, global: 0};

/** Leaving works from everywhere, whatever lies over the screen. */
const alwaysOn: ReadonlySet<string> = new Set(['app.leave', 'app.redraw']);

/** The contexts that a key may reach, topmost first. Within a layer the one that came last is above. */
export function reachableContexts(registered: readonly KeyContext[]): readonly KeyContext[] {
	const depth = topDepth(registered);
	return registered
		.map((context, index) => ({context, index}))
		.filter(({context}) => context.depth === depth || context.layer === 'global')
		.toSorted(
			(left, right) => layerRank[right.context.layer] - layerRank[left.context.layer] || right.index - left.index,
		)
		.map(({context}) => context);
}

function topDepth(registered: readonly KeyContext[]): number {
	return Math.max(0, ...registered.map(context => context.depth));
}

/** Whether a binding is out of reach because something lies over the screen. */
function isCovered(context: KeyContext, bindingId: string, depth: number): boolean {
	return context.layer === 'global' && depth > 0 && !alwaysOn.has(bindingId);
}

/** Decide what a key does. Pure. `prefix` is the first half of a two-key chord that was pressed before. */
export function resolveKey(registered: readonly KeyContext[], key: KeyPress, prefix: string | undefined): Resolution {
	const depth = topDepth(registered);
	const chord = prefix === undefined ? key.chord : `${prefix} ${key.chord}`;
	for (const context of reachableContexts(registered)) {
		if (prefix === undefined && context.takeText !== undefined && key.text !== undefined) {
			return {kind: 'text', take: context.takeText};
		}

		for (const binding of context.table.bindings) {
			if (isCovered(context, binding.id, depth)) {
				continue;
			}

			const action = context.actions[binding.id];
			if (action === undefined) {
				continue;
			}

			if (binding.keys.includes(chord)) {
				return toResolution(binding, action);
			}

			if (prefix === undefined && binding.keys.some(candidate => candidate.startsWith(`${chord} `))) {
				return {kind: 'prefix'};
			}
		}
	}

	return {kind: 'none'};
}

function toResolution(binding: Binding, action: Action): Resolution {
	if (typeof action === 'function') {
		return {kind: 'action', binding, run: action};
	}

	return action.disabled === undefined
		? {kind: 'action', binding, run: action.run}
		: {kind: 'disabled', binding, reason: action.disabled};
}

export type ListedBinding = {
	readonly title: string;
	readonly binding: Binding;
	readonly disabled: string | undefined;
	readonly run: ActionHandler;
};

/** Every binding that would answer now, with the keys by which it does, topmost context first: a key that a higher context takes is not listed twice. */
export function listBindings(registered: readonly KeyContext[]): readonly ListedBinding[] {
	const depth = topDepth(registered);
	const seen = new Set<string>();
	const listed: ListedBinding[] = [];
	for (const context of reachableContexts(registered)) {
		for (const binding of context.table.bindings) {
			const action = context.actions[binding.id];
			if (action === undefined || isCovered(context, binding.id, depth)) {
				continue;
			}

			const keys = binding.keys.filter(chord => !seen.has(chord));
			if (keys.length === 0) {
				continue;
			}

			for (const chord of keys) {
				seen.add(chord);
			}

			const isPlain = typeof action === 'function';
			listed.push({
				title: context.table.title,
				binding: {...binding, keys},
				disabled: isPlain ? undefined : action.disabled,
				run: isPlain ? action : action.run,
			});
		}
	}

	return listed;
}
