import type {JSONSchema, Model, Pojo} from 'objection';
import type {ApiKeyType} from '../../domain/account.ts';
import {nullableText, TableModel, text, textColumnBytes} from './table-model.ts';

/** A broker account. Password, API key, TOTP secret and tokens are sealed; their columns hold Fernet tokens, or what the original left in the clear. */
export class Credential extends TableModel {
	static override readonly tableName = 'MS01_API_Authentication_Credential';
	static override readonly idColumn = 'CUST_SEQ_ID';
	static override readonly updateTimeColumn = 'SYS_UPDATE_DATE_TIME';
	static override readonly timestampColumns = [
		'SYS_CREATE_DATE_TIME',
		'SYS_UPDATE_DATE_TIME',
		'LAST_LOGIN_DATE',
		'LAST_LOGOUT_DATE',
		'SESSION_END_DATE',
	];

	static override readonly jsonSchema: JSONSchema = {
		type: 'object',
		required: ['M_STOCK_USER_ID', 'M_STOCK_PASSWORD', 'M_STOCK_API_KEY', 'M_STOCK_API_KEY_TYPE'],
		additionalProperties: false,
		properties: {
			CUST_SEQ_ID: {type: 'integer'},
			SYS_CREATE_DATE_TIME: {},
			SYS_UPDATE_DATE_TIME: {},
			M_STOCK_USER_ID: {...text(100), minLength: 1},
			M_STOCK_PASSWORD: text(255),
			M_STOCK_API_KEY: text(255),
			M_STOCK_API_KEY_TYPE: {type: 'string', enum: ['A', 'B']},
			M_CLIENT_CODE: nullableText(50),
			M_RESPONSE_USER_ID: nullableText(50),
			M_RESPONSE_USER_NAME: nullableText(100),
			M_ACCESS_TOKEN: nullableText(textColumnBytes),
			M_PUBLIC_TOKEN: nullableText(textColumnBytes),
			M_REFRESH_TOKEN: nullableText(textColumnBytes),
			M_ENC_TOKEN: nullableText(textColumnBytes),
			LAST_LOGIN_DATE: {},
			LAST_LOGOUT_DATE: {},
			ENCRYPTION_KEY_ID: nullableText(255),
			M_TOTP_SECRET: nullableText(255),
			M_BROKER_ENV: nullableText(10),
			SESSION_END_DATE: {},
			SECOND_FACTOR: nullableText(10),
			DISPLAY_NAME: nullableText(100),
			API_KEY_EXPIRY_DATE: {anyOf: [{type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$`}, {type: 'null'}]},
			LOGIN_SEQ_ID: nullableText(20),
			ACCOUNT_KEY: nullableText(120),
		},
	};

	/** Some databases of the original hold the key id in a number column. */
	override $parseDatabaseJson(json: Pojo): Pojo {
		const row = super.$parseDatabaseJson(json);
		const keyId: unknown = row['ENCRYPTION_KEY_ID'];
		return typeof keyId === 'number' ? {...row, ENCRYPTION_KEY_ID: String(keyId)} : row;
	}

	declare readonly CUST_SEQ_ID: number;
	declare readonly SYS_CREATE_DATE_TIME: Date | null;
	declare readonly SYS_UPDATE_DATE_TIME: Date | null;
	declare readonly M_STOCK_USER_ID: string;
	declare readonly M_STOCK_PASSWORD: string;
	declare readonly M_STOCK_API_KEY: string;
	declare readonly M_STOCK_API_KEY_TYPE: ApiKeyType;
	declare readonly M_CLIENT_CODE: string | null;
	declare readonly M_RESPONSE_USER_ID: string | null;
	declare readonly M_RESPONSE_USER_NAME: string | null;
	declare readonly M_ACCESS_TOKEN: string | null;
	declare readonly M_PUBLIC_TOKEN: string | null;
	declare readonly M_REFRESH_TOKEN: string | null;
	declare readonly M_ENC_TOKEN: string | null;
	/** Whole seconds, as the original's column has it. */
	declare readonly LAST_LOGIN_DATE: Date | null;
	/** Whole seconds. */
	declare readonly LAST_LOGOUT_DATE: Date | null;
	/** `KEY_ID` of the key that seals the row; a text, and compared as one. */
	declare readonly ENCRYPTION_KEY_ID: string | null;
	declare readonly M_TOTP_SECRET: string | null;
	/** `sandbox` or `live`; null on rows of the original, which knew one broker. */
	declare readonly M_BROKER_ENV: string | null;
	/** To the millisecond. */
	declare readonly SESSION_END_DATE: Date | null;
	/** `otp` or `totp`. */
	declare readonly SECOND_FACTOR: string | null;
	declare readonly DISPLAY_NAME: string | null;
	/** An IST calendar date, `YYYY-MM-DD`. */
	declare readonly API_KEY_EXPIRY_DATE: string | null;
	declare readonly LOGIN_SEQ_ID: string | null;
	/** `accountKey()` of the row, unique; null on the later ones of adopted duplicates. Kept by the repository. */
	declare readonly ACCOUNT_KEY: string | null;
}

/** A row of `MS01_API_Authentication_Credential`, as stored. */
export type CredentialRow = Pick<Credential, Exclude<keyof Credential, keyof Model>>;
