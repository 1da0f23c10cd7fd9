import type {Services} from '../../source/services/services.ts';

/** The methods that a test answers itself. */
export type FakeServices = {readonly [Name in keyof Services]?: Partial<Services[Name]>};

/** Hand-written services. A deed that the test did not foresee must not pass unseen: it rejects, and says which it was. */
export function createFakeServices(given: FakeServices): Services {
	return new Proxy({} as Services, {
		get: (_services, name: keyof Services) => refuseTheRest(name, given[name] ?? {}),
	});
}

function refuseTheRest(name: string, methods: object): object {
	return new Proxy(methods, {
		get(target, method) {
			return (
				Reflect.get(target, method) ??
				(async () => {
					throw new Error(`This test did not expect ${name}.${String(method)}`);
				})
			);
		},
	});
}
