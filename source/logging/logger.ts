import type {LogLevel} from '../domain/log-entry.ts';
import type {LogContext, Logger, LogSink} from './log-record.ts';
import {createRedactor} from './redact.ts';
import {redactLogRecord, redactRequestRecord} from './redact-record.ts';
import type {SecretRegistry} from './secret-registry.ts';

export type LoggerOptions = {
	readonly sinks: readonly LogSink[];
	readonly now: () => Date;
	/** The secrets in use; whoever opens one holds it here meanwhile. */
	readonly registry: SecretRegistry;
};

/** A logger that also says how often a sink refused a record. */
export type CountingLogger = Logger & {readonly failures: () => number};

/** Redacts each record once and hands it to every sink. Logging never throws and never blocks: what fails is counted. */
export function createLogger({sinks, now, registry}: LoggerOptions): CountingLogger {
	const redactor = createRedactor(registry);
	let failures = 0;

	const attempt = (work: () => void) => {
		try {
			work();
		} catch {
			// There is nowhere left to report it to but this counter, which Health shows.
			failures += 1;
		}
	};

	const log = (level: LogLevel, source: string, message: string, context: LogContext = {}) => {
		attempt(() => {
			const record = redactLogRecord(redactor, {...context, at: now(), level, source, message});
			for (const sink of sinks) {
				attempt(() => {
					sink.write(record);
				});
			}
		});
	};

	return {
		debug(source, message, context) {
			log('DEBUG', source, message, context);
		},
		info(source, message, context) {
			log('INFO', source, message, context);
		},
		warn(source, message, context) {
			log('WARN', source, message, context);
		},
		error(source, message, context) {
			log('ERROR', source, message, context);
		},
		request(record) {
			attempt(() => {
				const safeRecord = redactRequestRecord(redactor, record);
				for (const sink of sinks) {
					attempt(() => {
						sink.writeRequest?.(safeRecord);
					});
				}
			});
		},
		async flush() {
			const outcomes = await Promise.allSettled(sinks.map(async sink => sink.flush()));
			failures += outcomes.filter(({status}) => status === 'rejected').length;
		},
		failures: () => failures,
	};
}
