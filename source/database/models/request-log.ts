import type {JSONSchema, Model} from 'objection';
import {nullableText, TableModel, text, textColumnBytes} from './table-model.ts';

const nullableInteger = {type: ['integer', 'null']};

/** One exchange with the broker, redacted before it came here. */
export class RequestLog extends TableModel {
	static override readonly tableName = 'MS01_REQUEST_RESPONSE_LOG';
	static override readonly idColumn = 'id';
	static override readonly timestampColumns = ['SYS_CREATE_DATE_TIME'];

	static override readonly jsonSchema: JSONSchema = {
		type: 'object',
		required: ['log_level', 'message', 'module'],
		additionalProperties: false,
		properties: {
			id: {type: 'integer'},
			log_level: text(20),
			message: text(255),
			module: text(100),
			request: nullableText(textColumnBytes),
			response: nullableText(textColumnBytes),
			api_name: nullableText(100),
			SYS_CREATE_DATE_TIME: {},
			LOGIN_SEQ_ID: nullableText(20),
			DURATION_MS: nullableInteger,
			HTTP_STATUS: nullableInteger,
			STARTED_AT_MS: nullableInteger,
			CREATED_AT_MS: nullableInteger,
			M_STOCK_USER_ID: nullableText(100),
			TRUNCATED_BYTES: nullableInteger,
		},
	};

	declare readonly id: number;
	declare readonly log_level: string;
	declare readonly message: string;
	declare readonly module: string;
	declare readonly request: string | null;
	declare readonly response: string | null;
	declare readonly api_name: string | null;
	/** Whole seconds. */
	declare readonly SYS_CREATE_DATE_TIME: Date | null;
	declare readonly LOGIN_SEQ_ID: string | null;
	declare readonly DURATION_MS: number | null;
	declare readonly HTTP_STATUS: number | null;
	/** When the request was sent, milliseconds since 1970 UTC. */
	declare readonly STARTED_AT_MS: number | null;
	/** When the row was made, milliseconds since 1970 UTC; null on rows of the original. */
	declare readonly CREATED_AT_MS: number | null;
	declare readonly M_STOCK_USER_ID: string | null;
	/** Bytes of request and response that did not fit their columns. */
	declare readonly TRUNCATED_BYTES: number | null;
}

/** A row of `MS01_REQUEST_RESPONSE_LOG`, as stored. */
export type RequestLogRow = Pick<RequestLog, Exclude<keyof RequestLog, keyof Model>>;
