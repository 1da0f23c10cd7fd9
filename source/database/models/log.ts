import type {JSONSchema, Model} from 'objection';
import type {StoredLogLevel} from '../../domain/log-entry.ts';
import {nullableText, TableModel, text, textColumnBytes} from './table-model.ts';

/** Something that happened, for the person to read. */
export class Log extends TableModel {
	static override readonly tableName = 'logs';
	static override readonly idColumn = 'LOG_ID';
	static override readonly updateTimeColumn = 'SYS_UPDATE_DATE_TIME';
	static override readonly timestampColumns = ['SYS_CREATE_DATE_TIME', 'SYS_UPDATE_DATE_TIME'];

	static override readonly jsonSchema: JSONSchema = {
		type: 'object',
		required: ['LOG_LEVEL', 'LOG_MESSAGE'],
		additionalProperties: false,
		properties: {
			LOG_ID: {type: 'integer'},
			SYS_CREATE_DATE_TIME: {},
			SYS_UPDATE_DATE_TIME: {},
			LOG_LEVEL: {type: 'string', enum: ['INFO', 'WARN', 'ERROR']},
			LOG_MESSAGE: text(textColumnBytes),
			SOURCE_MODULE: nullableText(100),
			LOGIN_SEQ_ID: nullableText(20),
			CREATED_AT_MS: {type: ['integer', 'null']},
		},
	};

	declare readonly LOG_ID: number;
	/** Whole seconds. */
	declare readonly SYS_CREATE_DATE_TIME: Date | null;
	declare readonly SYS_UPDATE_DATE_TIME: Date | null;
	declare readonly LOG_LEVEL: StoredLogLevel;
	declare readonly LOG_MESSAGE: string;
	declare readonly SOURCE_MODULE: string | null;
	declare readonly LOGIN_SEQ_ID: string | null;
	/** When it happened, milliseconds since 1970 UTC; null on rows of the original. */
	declare readonly CREATED_AT_MS: number | null;
}

/** A row of `logs`, as stored. */
export type LogRow = Pick<Log, Exclude<keyof Log, keyof Model>>;
