import {StringDecoder} from 'node:string_decoder';

/** What a command reads. Nothing is taken from the stream before it is asked for. */
export type Input = {
	/** Whether a person sits there who can be asked, key by key. */
	readonly isTerminal: boolean;
	/** Everything up to the end. Undefined when it is longer than `maximumLength` characters. */
	readonly readAll: (maximumLength: number) => Promise<string | undefined>;
	/** The next line without its end; undefined at the end of input, and when it is longer than `maximumLength`. */
	readonly readLine: (maximumLength: number) => Promise<string | undefined>;
	/** Key presses of one question, until `onKey` says it has its answer. Resolves with false at the end of input. */
	readonly readKeys: (onKey: (key: string) => 'more' | 'done') => Promise<boolean>;
};

export type InputStream = NodeJS.ReadableStream & {
	readonly isTTY?: boolean;
	readonly setRawMode?: (isRaw: boolean) => unknown;
};

export function createInput(stream: InputStream): Input {
	const decoder = new StringDecoder('utf8');
	let pending = '';
	let isFirstChunk = true;
	let hasEnded = false;

	/** Wait for another piece. False at the end, which a stream that fails has reached, too. */
	const more = async (): Promise<boolean> => {
		if (hasEnded || !stream.readable) {
			return false;
		}

		const {promise, resolve} = Promise.withResolvers<boolean>();
		const onData = (chunk: Buffer | string) => {
			const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
			// Some shells put a byte order mark in front of what they pipe.
			pending += isFirstChunk ? text.replace(/^\uFEFF/, '') : text;
			isFirstChunk = false;
			resolve(true);
		};
		const onEnd = () => {
			hasEnded = true;
			resolve(false);
		};

		stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
		stream.resume();
		try {
			return await promise;
		} finally {
			// Paused, a stream that nobody reads does not keep the process alive.
			stream.pause();
			stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
		}
	};

	const takeKey = (): string | undefined => {
		const key = /^(?:\u001B(?:\[[0-?]*[ -/]*[@-~]|O.|\[?$)|\r\n|[^])/u.exec(pending)?.[0];
		pending = pending.slice(key?.length ?? 0);
		return key;
	};

	return {
		isTerminal: stream.isTTY === true && stream.setRawMode !== undefined,

		async readAll(maximumLength) {
			while (pending.length <= maximumLength && (await more())) {
				// Every round adds to `pending`.
			}

			const text = pending;
			pending = '';
			return text.length <= maximumLength ? text : undefined;
		},

		async readLine(maximumLength) {
			while (!pending.includes('\n') && pending.length <= maximumLength && (await more())) {
				// Every round adds to `pending`.
			}

			const [line = ''] = pending.split('\n', 1);
			const isOver = !pending.includes('\n') && line === '';
			pending = pending.slice(line.length + 1);
			return isOver || line.length > maximumLength ? undefined : line.replace(/\r$/, '');
		},

		async readKeys(onKey) {
			stream.setRawMode?.(true);
			try {
				for (;;) {
					const key = takeKey();
					if (key !== undefined) {
						if (onKey(key) === 'done') {
							return true;
						}
					} else if (!(await more())) {
						return false;
					}
				}
			} finally {
				stream.setRawMode?.(false);
			}
		},
	};
}
