import type {Role, Span} from '../presentation/roles.ts';

/** Colours that every terminal has, and only where they mean something. Whatever they say, a sign or a word says too. */
const codes: Partial<Record<Role, string>> = {
	dim: '2',
	heading: '2',
	strong: '1',
	ok: '32',
	attention: '33',
	stale: '33',
	failed: '31',
	live: '1;7',
};

export function paintSpans(spans: readonly Span[], hasColour: boolean): string {
	return spans.map(({text, role}) => paint(text, role, hasColour)).join('');
}

function paint(text: string, role: Role, hasColour: boolean): string {
	const code = hasColour ? codes[role] : undefined;
	return code === undefined || text.trim() === '' ? text : `\u{1B}[${code}m${text}\u{1B}[0m`;
}
