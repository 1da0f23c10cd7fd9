import {nothing, type Endpoint, type Nothing} from './endpoint.ts';

/** Ends the session at the broker. A GET by its spelling and a write by what it does, hence never retried. */
export const logout: Endpoint<Nothing, Nothing> = {
	name: 'logout',
	apiName: 'logout',
	method: 'GET',
	isRead: false,
	step: 'session',
	authorization: 'session',
	wire: {
		A: {path: '/openapi/typea/logout', encode: () => undefined, parse: () => nothing},
		B: {path: '/openapi/typeb/logout', encode: () => undefined, parse: () => nothing},
	},
};
