import {toSafeText, trusted} from '../domain/safe-text.ts';
import {Secret} from '../domain/secret.ts';
import {InteractionRequiredError} from '../errors.ts';
import {displayWidth} from '../presentation/fit.ts';
import type {CommandContext} from './command.ts';
import {Interrupted} from './interruption.ts';

export type Question = {
	/** What is asked, without the colon. */
	readonly question: string;
	/** What to do where nobody can be asked, e.g. `Give it with --stdin.` */
	readonly otherwise: string;
	/** `bullets` for secrets; `text` for what may be seen while it is typed. */
	readonly echo: 'bullets' | 'text';
};

const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});
const keys = {interrupt: '\u0003', end: '\u0004', erase: '\u0015', eraseWord: '\u0017'} as const;

/**
Ask the person at the terminal, on stderr, and wait for Enter. The answer may be empty.

@throws {InteractionRequiredError} when nobody is there to be asked, or input ended
@throws {Interrupted} on Ctrl-C
*/
export async function ask(context: CommandContext, {question, otherwise, echo}: Question): Promise<Secret> {
	const {io, interruption} = context;
	requirePerson(context, `${question} is needed, and there is no terminal to ask on.`, otherwise);
	let answer = '';
	let shown = '';
	const outcome = {isInterrupted: false, hasEnded: false};
	const show = () => {
		const next = echo === 'text' ? toSafeText(answer) : trusted('•'.repeat([...segmenter.segment(answer)].length));
		const kept = next.startsWith(shown) ? shown : shown.startsWith(next) ? next : '';
		const erased = '\b \b'.repeat(displayWidth(trusted(shown.slice(kept.length))));
		void io.words.raw(erased + next.slice(kept.length));
		shown = next;
	};

	const onKey = (key: string): 'more' | 'done' => {
		switch (key) {
			case '\r':
			case '\n':
			case '\r\n':
				return 'done';
			case keys.interrupt:
				outcome.isInterrupted = true;
				return 'done';
			case keys.end:
				if (answer !== '') {
					return 'more';
				}

				outcome.hasEnded = true;
				return 'done';
			case '\b':
			case '\u007F':
				answer = [...segmenter.segment(answer)]
					.slice(0, -1)
					.map(({segment}) => segment)
					.join('');
				break;
			case keys.erase:
			case keys.eraseWord:
				answer = '';
				break;
			default:
				// Arrow keys and the like have no meaning in so short a line.
				answer += /^\p{Cc}/u.test(key) ? '' : key;
		}

		show();
		return 'more';
	};

	let hasAnswer = false;
	try {
		// The echo goes off before the question is there to be answered: what comes at once must not be shown.
		const answered = interruption.race(io.input.readKeys(onKey));
		const [isAnswered] = await Promise.all([answered, io.words.raw(`${toSafeText(question)}: `)]);
		hasAnswer = isAnswered;
	} finally {
		await io.words.raw('\n');
	}

	if (outcome.isInterrupted) {
		interruption.interrupt('SIGINT');
		throw new Interrupted('SIGINT');
	}

	if (!hasAnswer || outcome.hasEnded) {
		throw new InteractionRequiredError(`${question}: the input ended before there was an answer.`, {hint: otherwise});
	}

	return new Secret(answer);
}

/**
Ask whether to go on; only the whole word "yes" does.

@throws {InteractionRequiredError} when nobody is there to be asked
*/
export async function confirm(context: CommandContext, consequence: string): Promise<boolean> {
	const otherwise = 'Add --yes to do it without being asked.';
	requirePerson(context, `${consequence} Nobody is there to confirm it.`, otherwise);
	await context.io.words.lines([toSafeText(consequence)]);
	const answer = await ask(context, {question: 'Type yes to go on', otherwise, echo: 'text'});
	return answer.reveal().trim().toLowerCase() === 'yes';
}

function requirePerson({io}: CommandContext, message: string, hint: string): void {
	if (!io.input.isTerminal) {
		throw new InteractionRequiredError(message, {hint});
	}
}
