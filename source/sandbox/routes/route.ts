import type {ApiKeyType} from '../../domain/account.ts';
import type {Customers} from '../broker/customers.ts';
import type {DemoAccount} from '../demo-accounts.ts';
import type {Answer} from '../http/answer.ts';
import type {BrokerRequest} from '../http/broker-request.ts';

/** What a route may use. */
export type RouteContext = {readonly request: BrokerRequest; readonly customers: Customers};

/** One endpoint of one dialect or of both. `path` is lower case, below the type's prefix. */
export type Route = {
	readonly apiKeyTypes: readonly ApiKeyType[];
	readonly methods: readonly string[];
	readonly path: string;
} & (
	| {readonly access: 'open'; readonly answer: (context: RouteContext) => Answer}
	| {
			readonly access: 'signed-in';
			readonly answer: (context: RouteContext, account: DemoAccount, apiKeyType: ApiKeyType) => Answer;
	  }
);
