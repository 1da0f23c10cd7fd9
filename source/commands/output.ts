import {InternalError} from '../errors.ts';
import {toJsonLine} from './json-line.ts';
import {paintSpans} from './paint.ts';
import type {Span} from '../presentation/roles.ts';
import type {SafeText} from '../domain/safe-text.ts';

/** The reader of our output went away, as `head` does. Nobody is left to tell, so the command ends quietly. */
export class OutputClosed extends Error {
	override readonly name = 'OutputClosed';
}

/** One of the two streams a command writes to. Only safe text and JSON get in, so nothing else can get out. */
export type Output = {
	/** Lines of text, in one write. Resolves when the reader has taken them. @throws {OutputClosed} */
	readonly lines: (lines: readonly SafeText[]) => Promise<void>;
	/** Lines of spans; their roles become colours on a terminal that wants them. @throws {OutputClosed} */
	readonly spans: (lines: ReadonlyArray<readonly Span[]>) => Promise<void>;
	/** Values as JSON, one a line. @throws {OutputClosed} */
	readonly json: (values: readonly unknown[]) => Promise<void>;
	/** Text without a newline, and control sequences of our own: prompts. @throws {OutputClosed} */
	readonly raw: (text: string) => Promise<void>;
	readonly isTerminal: boolean;
};

export type OutputOptions = {
	readonly isTerminal: boolean;
	readonly hasColour: boolean;
	/** Whether the command goes on when nobody can read this stream any more. @default false */
	readonly isDispensable?: boolean;
};

export function createOutput(
	stream: NodeJS.WritableStream,
	{isTerminal, hasColour, isDispensable = false}: OutputOptions,
): Output {
	// Every write hears of its own failure; without a listener the stream's event would end the process.
	stream.on('error', () => undefined);

	const write = async (text: string): Promise<void> => {
		if (text === '') {
			return;
		}

		const {promise, resolve, reject} = Promise.withResolvers<void>();
		stream.write(text, error => {
			if (error && !isDispensable) {
				reject(toOutputError(error));
			} else {
				resolve();
			}
		});
		await promise;
	};

	return {
		lines: async lines => write(lines.map(line => `${line}\n`).join('')),
		spans: async lines => write(lines.map(line => `${paintSpans(line, hasColour)}\n`).join('')),
		json: async values => write(values.map(value => `${toJsonLine(value)}\n`).join('')),
		raw: write,
		isTerminal,
	};
}

function toOutputError(error: Error): Error {
	const {code} = error as NodeJS.ErrnoException;
	if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'EIO') {
		return new OutputClosed();
	}

	return new InternalError('The output could not be written.', {
		hint: 'Is the disk that it goes to full?',
		code,
		cause: error,
	});
}
