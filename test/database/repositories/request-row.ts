import type {NewRequestRow} from '../../../source/database/repositories/requests.ts';

/** A request row, with what matters to a test. */
export function requestRow(changes: Partial<NewRequestRow> = {}): NewRequestRow {
	return {
		log_level: 'INFO',
		message: 'connect/login: success',
		module: 'auth',
		request: '{"username":"DEMO01"}',
		response: '{"status":"success"}',
		api_name: 'login',
		LOGIN_SEQ_ID: '260105091500123456',
		DURATION_MS: 12,
		HTTP_STATUS: 200,
		STARTED_AT_MS: Date.parse('2026-01-05T03:45:00.001Z'),
		CREATED_AT_MS: Date.parse('2026-01-05T03:45:00.013Z'),
		M_STOCK_USER_ID: 'DEMO01',
		TRUNCATED_BYTES: null,
		...changes,
	};
}
