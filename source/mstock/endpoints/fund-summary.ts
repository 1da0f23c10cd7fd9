import {nothing, type Endpoint, type Nothing} from './endpoint.ts';

/** The account's funds. For now only asked to learn whether the session stands; its figures are read by a later issue. */
export const fundSummary: Endpoint<Nothing, Nothing> = {
	name: 'user/fundsummary',
	apiName: 'fund_summary',
	method: 'GET',
	isRead: true,
	step: 'session',
	authorization: 'session',
	wire: {
		A: {path: '/openapi/typea/user/fundsummary', encode: () => undefined, parse: () => nothing},
		B: {path: '/openapi/typeb/user/fundsummary', encode: () => undefined, parse: () => nothing},
	},
};
