import {multilineSafeText, toSafeText, trusted, type SafeText} from '../domain/safe-text.ts';
import {formatCount} from './numbers.ts';
import type {Role, Span} from './roles.ts';

/** One line of a detail pane. */
export type SpanLine = readonly Span[];

const indentation = '  ';
const deepestIndentation = 20;

type Token = {readonly kind: 'open' | 'close' | 'colon' | 'comma' | 'string' | 'other'; readonly text: string};

/** Strings may end with the text: columns are cut. Escapes stay as they were written, so nothing hidden comes back to life. */
const tokenPattern =
	/(?<open>[[{])|(?<close>[\]}])|(?<colon>:)|(?<comma>,)|(?<string>"(?:[^"\\]|\\[^])*(?:"|\\?$))|(?<other>[^\s"[\]{}:,]+)/g;

/**
A stored request or response, one value a line, names dimmed. A text that was cut or is broken is shown as far as it goes; one that is no JSON is
shown line by line.

@param maximumLines what does not fit is counted in a last line
*/
export function jsonLines(text: string, maximumLines = 2000): SpanLine[] {
	if (!/^\s*[[{]/.test(text)) {
		return bounded(
			multilineSafeText(text).map((line): SpanLine => [{text: line, role: 'normal'}]),
			maximumLines,
		);
	}

	return bounded(layOut(tokensOf(text)), maximumLines);
}

function tokensOf(text: string): Token[] {
	return Array.from(text.matchAll(tokenPattern), ({groups = {}, 0: matched}): Token => {
		const kind = (['open', 'close', 'colon', 'comma', 'string'] as const).find(name => groups[name] !== undefined);
		return {kind: kind ?? 'other', text: matched};
	});
}

function layOut(tokens: readonly Token[]): SpanLine[] {
	const lines: SpanLine[] = [];
	let line: Span[] = [];
	let depth = 0;
	const add = (text: string, role: Role) => {
		line.push({text: toSafeText(text), role});
	};

	const breakLine = () => {
		if (line.some(({text}) => text.trim() !== '')) {
			lines.push(line);
		}

		line = [];
		const indent = indentation.repeat(Math.min(depth, deepestIndentation));
		if (indent !== '') {
			line.push({text: trusted(indent), role: 'normal'});
		}
	};

	for (const [index, {kind, text}] of tokens.entries()) {
		const next = tokens[index + 1]?.kind;
		switch (kind) {
			case 'open': {
				add(text, 'dim');
				depth += 1;
				if (next !== 'close') {
					breakLine();
				}

				break;
			}

			case 'close': {
				depth = Math.max(0, depth - 1);
				if (tokens[index - 1]?.kind !== 'open') {
					breakLine();
				}

				add(text, 'dim');
				break;
			}

			case 'comma': {
				add(text, 'dim');
				breakLine();
				break;
			}

			case 'colon': {
				add(': ', 'dim');
				break;
			}

			case 'string':
			case 'other': {
				add(text, next === 'colon' || text === '"[redacted]"' ? 'dim' : 'normal');
				break;
			}
		}
	}

	depth = 0;
	breakLine();
	return lines;
}

function bounded(lines: SpanLine[], maximumLines: number): SpanLine[] {
	return lines.length <= maximumLines
		? lines
		: [...lines.slice(0, maximumLines), [{text: moreLines(lines.length - maximumLines), role: 'dim'}]];
}

function moreLines(count: number): SafeText {
	return trusted(`… ${formatCount(count)} more lines`);
}
