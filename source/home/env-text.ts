/*
The syntax of `.env` files, as the original's python-dotenv reads it, without its `${NAME}` expansion: a password may hold a dollar sign.

A text is cut into entries that join to the very same text again, so that an update can leave every other line as it is, to the byte.
*/

/** One assignment, or a stretch that is none (comment, blank line, something that cannot be understood). */
type Entry = {
	/** The whole stretch with its line end. */
	readonly raw: string;
	/** 1-based. */
	readonly line: number;
	readonly assignment?: {
		readonly name: string;
		readonly value: string;
		/** Everything before the value: indentation, `export`, name, equals sign and blanks. */
		readonly head: string;
		/** Everything after it: a comment and the line end. */
		readonly tail: string;
	};
	readonly isMalformed?: boolean;
};

export type EnvText = {
	/** The last assignment of a name wins. */
	readonly values: ReadonlyMap<string, string>;
	/** 1-based numbers of the lines that were skipped because they cannot be understood. */
	readonly malformedLines: readonly number[];
};

/** `null` removes the assignment; a string sets it, appending the name where it is new. */
export type EnvChanges = Readonly<Record<string, string | null>>;

const assignmentHead = /[ \t\f\v]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/y;
const restOfLine = /[^\r\n]*(?:\r\n|\n|\r|$)/y;
const afterQuoted = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y;

// In this order: on its own line with escapes; on its own line without (a Windows path ends in a backslash); over several lines.
const quotedForms: Readonly<Record<string, readonly RegExp[]>> = {
	"'": [/'((?:\\[^\r\n]|[^'\\\r\n])*)'/y, /'([^'\r\n]*)'/y, /'((?:\\[\s\S]|[^'\\])*)'/y],
	'"': [/"((?:\\[^\r\n]|[^"\\\r\n])*)"/y, /"([^"\r\n]*)"/y, /"((?:\\[\s\S]|[^"\\])*)"/y],
};

/** Read the text of a `.env` file. Never throws: what cannot be understood is skipped and reported by line number. */
export function parseEnvText(text: string): EnvText {
	const values = new Map<string, string>();
	const malformedLines: number[] = [];
	for (const {assignment, isMalformed, line} of cutEntries(text)) {
		if (assignment) {
			values.set(assignment.name, assignment.value);
		} else if (isMalformed) {
			malformedLines.push(line);
		}
	}

	return {values, malformedLines};
}

/**
Set or remove values, keeping comments, unknown lines, order and line ends as they are, byte for byte.

A name that stands there twice is changed twice, so that no reader finds the old value. Values are quoted so that this program, Python and shells read them alike wherever they agree.
*/
export function editEnvText(text: string, changes: EnvChanges): string {
	const edited = applyChanges(text, changes);
	// A quote that a line leaves open, and so means nothing, may be closed by a quote of ours: that line then becomes a comment.
	return isReadBack(edited, text, changes) ? edited : applyChanges(withoutOpenQuotes(text), changes);
}

function isReadBack(edited: string, text: string, changes: EnvChanges): boolean {
	const wanted = new Map<string, string | null>([...parseEnvText(text).values, ...Object.entries(changes)]);
	const {values} = parseEnvText(edited);
	const isAsWanted = [...wanted].every(([name, value]) => (values.get(name) ?? null) === value);
	return isAsWanted && [...values.keys()].every(name => wanted.has(name));
}

function withoutOpenQuotes(text: string): string {
	return Array.from(cutEntries(text), ({raw, isMalformed}) =>
		isMalformed === true ? raw.replace(/^\uFEFF?/, '$&# ') : raw,
	).join('');
}

function applyChanges(text: string, changes: EnvChanges): string {
	const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
	const pending = new Map(Object.entries(changes));
	const written = new Set<string>();
	let edited = '';
	for (const {raw, assignment} of cutEntries(text)) {
		const change = assignment && pending.get(assignment.name);
		if (assignment === undefined || change === undefined) {
			edited += raw;
		} else if (change === null) {
			written.add(assignment.name);
		} else {
			written.add(assignment.name);
			// An unchanged value keeps its own quoting: the line is then not ours to touch.
			edited += change === assignment.value ? raw : assignment.head + quoteEnvValue(change) + spaced(assignment.tail);
		}
	}

	for (const [name, value] of pending) {
		if (value === null || written.has(name)) {
			continue;
		}

		if (edited !== '' && !/[\r\n]$/.test(edited)) {
			edited += lineEnd;
		}

		edited += `${name}=${quoteEnvValue(value)}${lineEnd}`;
	}

	return edited;
}

/** Write a value so that it is read back exactly. Plain words stay bare. */
export function quoteEnvValue(value: string): string {
	if (/^[\w./:@%+=,-]*$/.test(value)) {
		return value;
	}

	if (!/['\\\r\n]/.test(value)) {
		return `'${value}'`;
	}

	const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
	return `"${escaped}"`;
}

// A comment right behind a bare value would become part of it.
function spaced(tail: string): string {
	return tail.startsWith('#') ? ` ${tail}` : tail;
}

function* cutEntries(text: string): Generator<Entry> {
	// A byte order mark belongs to no line; it is kept with the first.
	let position = text.startsWith('\uFEFF') ? 1 : 0;
	let start = 0;
	let line = 1;
	while (position < text.length) {
		const entry = readAssignment(text, position);
		const end = entry?.end ?? endOf(restOfLine, text, position);
		const raw = text.slice(start, end);
		if (entry) {
			const head = text.slice(start, entry.valueStart);
			const tail = text.slice(entry.valueEnd, end);
			yield {raw, line, assignment: {name: entry.name, value: entry.value, head, tail}};
		} else {
			const content = text.slice(position, end).trim();
			yield {raw, line, isMalformed: content !== '' && !content.startsWith('#')};
		}

		line += countLines(text.slice(position, end));
		position = end;
		start = end;
	}

	if (start < position) {
		yield {raw: text.slice(start, position), line};
	}
}

type ReadAssignment = {
	readonly name: string;
	readonly value: string;
	readonly valueStart: number;
	readonly valueEnd: number;
	readonly end: number;
};

function readAssignment(text: string, position: number): ReadAssignment | undefined {
	const head = matchAt(assignmentHead, text, position);
	const name = head?.[1];
	if (head === undefined || name === undefined) {
		return undefined;
	}

	const valueStart = position + head[0].length;
	const quote = text[valueStart] ?? '';
	const forms = quotedForms[quote];
	if (forms === undefined) {
		return {name, ...readBareValue(text, valueStart)};
	}

	for (const form of forms) {
		const quoted = matchAt(form, text, valueStart);
		const valueEnd = valueStart + (quoted?.[0].length ?? 0);
		const tail = quoted && matchAt(afterQuoted, text, valueEnd);
		if (tail) {
			const value = unescape(quote, quoted[1] ?? '');
			return {name, value, valueStart, valueEnd, end: valueEnd + tail[0].length};
		}
	}

	return undefined;
}

function readBareValue(text: string, valueStart: number): Omit<ReadAssignment, 'name'> {
	const end = endOf(restOfLine, text, valueStart);
	const rest = text.slice(valueStart, end);
	// `NAME= # words` is empty with a comment, `NAME=#words` is a value: a password may begin like that.
	const isOnlyComment = rest.startsWith('#') && /[ \t]/.test(text[valueStart - 1] ?? '');
	const value = isOnlyComment ? '' : rest.replace(/[ \t]+#.*$/s, '').trimEnd();
	return {value, valueStart, valueEnd: valueStart + value.length, end};
}

const escapes: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t'};

function unescape(quote: string, text: string): string {
	return quote === "'"
		? text.replaceAll(/\\([\\'])/g, '$1')
		: text.replaceAll(/\\([nrt"'\\])/g, (_, letter: string) => escapes[letter] ?? letter);
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
	pattern.lastIndex = position;
	return pattern.exec(text) ?? undefined;
}

function endOf(pattern: RegExp, text: string, position: number): number {
	return position + (matchAt(pattern, text, position)?.[0].length ?? 0);
}

function countLines(text: string): number {
	return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
