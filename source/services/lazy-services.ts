import type {Services} from './services.ts';

type Method = (...parameters: readonly unknown[]) => Promise<unknown>;

const serviceNames: readonly (keyof Services)[] = [
	'accounts',
	'login',
	'sessions',
	'logs',
	'keys',
	'health',
	'database',
	'settings',
];

/**
Services that exist before anything is loaded: each call first awaits `load`, then goes to the real method.

`load` is called for every call and is expected to share its work. It gets the name of the called service, because some services
work although others cannot (the database service is how a person repairs the database).
*/
export function lazyServices(load: (serviceName: keyof Services) => Promise<Services>): Services {
	const entries = serviceNames.map(serviceName => [serviceName, lazyService(serviceName, load)] as const);
	return Object.freeze(Object.fromEntries(entries)) as unknown as Services;
}

function lazyService(serviceName: keyof Services, load: (serviceName: keyof Services) => Promise<Services>): unknown {
	const methods = new Map<string, Method>();
	return new Proxy(Object.freeze({}), {
		get(_target, property) {
			// A service is not a promise: `await services.login` must not call it.
			if (typeof property === 'symbol' || property === 'then') {
				return undefined;
			}

			let method = methods.get(property);
			if (method === undefined) {
				method = async (...parameters) => {
					const services = await load(serviceName);
					const service = services[serviceName] as unknown as Readonly<Record<string, Method>>;
					return service[property]?.(...parameters);
				};

				methods.set(property, method);
			}

			return method;
		},
	});
}
