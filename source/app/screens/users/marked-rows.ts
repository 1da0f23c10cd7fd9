import type {Terminal} from '../../terminal-context.ts';

/** Which row was marked when the screen was left, for as long as its terminal runs. */
const markedIds = new WeakMap<Terminal, string>();

export function rememberMarked(terminal: Terminal, accountId: string | undefined): void {
	if (accountId !== undefined) {
		markedIds.set(terminal, accountId);
	}
}

export function rememberedMark(terminal: Terminal): string | undefined {
	return markedIds.get(terminal);
}
