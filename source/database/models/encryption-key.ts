import type {JSONSchema, Model} from 'objection';
import {TableModel, text} from './table-model.ts';

/** A data key: wrapped by the master key (`WRAPPED` 1), or in the clear as the original stored it (0 or null). */
export class EncryptionKeyModel extends TableModel {
	static override readonly tableName = 'SEC01_ENCRYPTION_KEY';
	static override readonly idColumn = 'KEY_ID';
	static override readonly timestampColumns = ['SYS_CREATE_DATE_TIME'];

	static override readonly jsonSchema: JSONSchema = {
		type: 'object',
		required: ['ENCRYPTION_KEY'],
		additionalProperties: false,
		properties: {
			KEY_ID: {type: 'integer'},
			ENCRYPTION_KEY: {...text(255), minLength: 1},
			SYS_CREATE_DATE_TIME: {},
			WRAPPED: {type: ['integer', 'null'], enum: [0, 1, null]},
			IS_ACTIVE: {type: ['integer', 'null'], enum: [0, 1, null]},
		},
	};

	declare readonly KEY_ID: number;
	declare readonly ENCRYPTION_KEY: string;
	declare readonly SYS_CREATE_DATE_TIME: Date | null;
	declare readonly WRAPPED: 0 | 1 | null;
	/** At most one row has 1. */
	declare readonly IS_ACTIVE: 0 | 1 | null;
}

/** A row of `SEC01_ENCRYPTION_KEY`, as stored. */
export type KeyRow = Pick<EncryptionKeyModel, Exclude<keyof EncryptionKeyModel, keyof Model>>;
