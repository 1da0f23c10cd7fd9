import {nothing, type Endpoint, type Nothing} from './endpoint.ts';

const path = '/openapi/typea/Health/GetHealthStatistics';

/** Needs no session. Its body is undocumented: any answer at all says that the broker is there, and what its clock says. */
export const healthStatistics: Endpoint<Nothing, Nothing> = {
	name: 'Health/GetHealthStatistics',
	apiName: 'health',
	method: 'GET',
	isRead: true,
	step: 'probe',
	authorization: 'none',
	wire: {
		// Type A alone has it.
		A: {path, encode: () => undefined, parse: () => nothing},
		B: {path, encode: () => undefined, parse: () => nothing},
	},
};
