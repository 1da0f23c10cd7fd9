export type CurrentReads<Kind extends string> = {
	/** Nothing that is under way is wanted any more. */
	readonly startOver: () => void;
	/** Nothing is wanted, whatever comes, until it is opened again. */
	readonly close: () => void;
	readonly open: () => void;
	readonly isOpen: () => boolean;
	readonly isUnderWay: (kind: Kind) => boolean;
	/** Returns what tells later whether an answer to a question of now is still wanted. */
	readonly mark: () => () => boolean;
	/** Read, and drop the answer, be it a failure, once it is not wanted any more. Never rejects. */
	readonly run: (kind: Kind, read: (isWanted: () => boolean) => Promise<void>) => Promise<void>;
};

export type CurrentReadsOptions = {
	readonly onDone: () => void;
	readonly onFailed: (error: unknown) => void;
};

/** Answers come late: this knows which reads are under way, and whether what they bring is still wanted. */
export function createCurrentReads<Kind extends string>({onDone, onFailed}: CurrentReadsOptions): CurrentReads<Kind> {
	/** Grows with every start: an answer that belongs to an older one is dropped. */
	let epoch = 0;
	let isOpen = true;
	const underWay = new Set<Kind>();

	const mark = () => {
		const mine = epoch;
		return () => mine === epoch && isOpen;
	};

	return {
		startOver() {
			epoch++;
			underWay.clear();
		},
		close() {
			isOpen = false;
		},
		open() {
			isOpen = true;
		},
		isOpen: () => isOpen,
		isUnderWay: kind => underWay.has(kind),
		mark,
		async run(kind, read) {
			const isWanted = mark();
			underWay.add(kind);
			try {
				await read(isWanted);
				if (isWanted()) {
					underWay.delete(kind);
					onDone();
				}
			} catch (error) {
				if (isWanted()) {
					underWay.delete(kind);
					onFailed(error);
				}
			}
		},
	};
}
