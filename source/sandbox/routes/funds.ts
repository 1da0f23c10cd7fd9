import {successA, successB} from '../http/envelopes.ts';
import type {Route} from './route.ts';

/** Rupees with two decimals. The day's funds do not move yet: orders come with their own routes. */
const openingCash = '1000000.00';
const collateral = '0.00';

/** Every value a string or null; SUM_OF_ALL = limit + CLEAR_BALANCE + COLLATERALS, AVAILABLE_BALANCE = SUM_OF_ALL - AMOUNT_UTILIZED. Source: wire document, section 3.1. */
const fundSummary = {
	ADDITIONAL_MARGIN: null,
	ADHOC_LIMIT: '0.0',
	AMOUNT_UTILIZED: '0.0',
	AVAILABLE_BALANCE: openingCash,
	BANK_HOLDING: '0.0',
	CLEAR_BALANCE: openingCash,
	COLLATERALS: collateral,
	LIMIT_SOD: '0.0',
	LIMIT_TYPE: 'CAPITAL',
	MF_COLLATERAL: '0.0',
	MTF_AVAILABLE_BALANCE: openingCash,
	MTF_COLLATERAL: '0.0',
	MTF_UTILIZE: '0.0',
	MTM_COMBINED: null,
	OFS_UTILIZED: null,
	// Misspelt on the wire.
	OPT_BUY_PRIMIUM_UTILIZE: '0.0',
	PAY_OUT_AMT: '0.0',
	PEAK_MARGIN: '0.0',
	PHYSICAL_MARGIN: null,
	REALISED_PROFITS: null,
	RECEIVABLES: null,
	SEG: 'A',
	SUM_OF_ALL: openingCash,
	UNCLEAR_BALANCE: null,
};

export const fundRoutes: readonly Route[] = [
	{
		apiKeyTypes: ['A', 'B'],
		// PUT stands in some of the documentation's samples by mistake; clients copied it.
		methods: ['GET', 'PUT'],
		path: '/user/fundsummary',
		access: 'signed-in',
		answer: (_context, _account, apiKeyType) =>
			apiKeyType === 'A'
				? successA([fundSummary])
				: successB({status: true, message: 'SUCCESS', errorcode: '', data: [fundSummary]}),
	},
];
