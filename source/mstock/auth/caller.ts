import type {Call} from '../exchange.ts';
import type {Outcome} from '../http.ts';

/** How a dialect reaches the broker: the request path, with retry and circuit breaker around its reads. */
export type Caller = <Input, Output>(call: Call<Input, Output>) => Promise<Outcome<Output>>;
