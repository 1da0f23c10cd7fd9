import type {LogEntry} from '../../../domain/log-entry.ts';
import type {LogsService} from '../../../services/services.ts';

export type FollowLogOptions = {
	readonly logs: LogsService;
	readonly loginSequenceId: string;
	/** The newest rows to hand over, oldest first. */
	readonly limit: number;
	readonly onRows: (rows: readonly LogEntry[]) => void;
	readonly onTrouble: (error: unknown) => void;
};

/** Read the log of one login now and whenever rows may have been added, one read at a time. Returns how to stop. */
export function followLog({logs, loginSequenceId, limit, onRows, onTrouble}: FollowLogOptions): () => void {
	const life = new AbortController();
	let isReading = false;
	let appended = 0;

	const read = async (): Promise<void> => {
		appended += 1;
		if (isReading) {
			return;
		}

		isReading = true;
		const seen = appended;
		try {
			const page = await logs.readLogs({loginSequenceId}, {from: 'tail'}, limit);
			if (!life.signal.aborted) {
				onRows(page.rows);
			}
		} catch (error) {
			if (!life.signal.aborted) {
				onTrouble(error);
			}
		}

		isReading = false;
		// Something came while this was read.
		if (appended !== seen && !life.signal.aborted) {
			await read();
		}
	};

	const follow = async () => {
		const unsubscribe = await logs.onAppended(() => {
			void read();
		});
		if (life.signal.aborted) {
			unsubscribe();
		} else {
			life.signal.addEventListener('abort', unsubscribe, {once: true});
		}

		await read();
	};

	follow().catch((error: unknown) => {
		if (!life.signal.aborted) {
			onTrouble(error);
		}
	});
	return () => {
		life.abort();
	};
}
