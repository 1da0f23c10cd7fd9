import axios from 'axios';

/**
A client of the broker's auth by somebody who has only its wire document: axios alone, nothing of `source/`.

It knows URLs and nothing else about whom it talks to, so it holds a sandbox to the document as a stranger's program would. Answers are handed
back whole: judging them is `documented-answers.ts`.
*/
export type Reply = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed where it is JSON, the text otherwise. */
	readonly body: unknown;
};

export type CallOptions = {
	/** `undefined` sends no version header at all. */
	readonly version?: string | undefined;
	readonly timeoutMs?: number;
};

export type TypeAClient = {
	readonly login: (username: string, password: string) => Promise<Reply>;
	readonly sessionToken: (apiKey: string, requestToken: string, checksum?: string) => Promise<Reply>;
	readonly verifyTotp: (apiKey: string, totp: string) => Promise<Reply>;
	readonly logout: (apiKey: string, accessToken: string, method?: 'GET' | 'POST' | 'DELETE') => Promise<Reply>;
	readonly fundSummary: (apiKey: string, accessToken: string) => Promise<Reply>;
	/** Any form, to any path below the prefix. */
	readonly post: (path: string, form: Readonly<Record<string, string>>) => Promise<Reply>;
};

export type TypeBClient = {
	readonly login: (clientCode: string, password: string) => Promise<Reply>;
	readonly sessionToken: (apiKey: string, refreshToken: string, otp: string) => Promise<Reply>;
	readonly verifyTotp: (apiKey: string, refreshToken: string, totp: string) => Promise<Reply>;
	readonly logout: (apiKey: string, jwtToken: string) => Promise<Reply>;
	readonly fundSummary: (apiKey: string, jwtToken: string) => Promise<Reply>;
	/** Any body, as it is, to any path below the prefix. */
	readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
};

export function createTypeAClient(apiUrl: string, options: CallOptions = {}): TypeAClient {
	const ask = createAsk(`${apiUrl}/openapi/typea`, options);
	const post: TypeAClient['post'] = async (path, form) => ask({method: 'POST', url: path, data: formText(form)});
	const signed = async (method: string, url: string, apiKey: string, token: string): Promise<Reply> =>
		ask({method, url, headers: {Authorization: `token ${apiKey}:${token}`}});
	return {
		post,
		login: async (username, password) => post('/connect/login', {username, password}),
		sessionToken: async (apiKey, requestToken, checksum = 'L') =>
			post('/session/token', {api_key: apiKey, request_token: requestToken, checksum}),
		verifyTotp: async (apiKey, totp) => post('/session/verifytotp', {api_key: apiKey, totp}),
		logout: async (apiKey, token, method = 'GET') => signed(method, '/logout', apiKey, token),
		fundSummary: async (apiKey, token) => signed('GET', '/user/fundsummary', apiKey, token),
	};
}

export function createTypeBClient(apiUrl: string, options: CallOptions = {}): TypeBClient {
	const ask = createAsk(`${apiUrl}/openapi/typeb`, options);
	const post: TypeBClient['post'] = async (path, body, headers = {}) =>
		ask({method: 'POST', url: path, data: body, headers: {'Content-Type': 'application/json', ...headers}});
	const signed = async (url: string, apiKey: string, token: string): Promise<Reply> =>
		ask({method: 'GET', url, headers: {Authorization: `Bearer ${token}`, 'X-PrivateKey': apiKey}});
	return {
		post,
		login: async (clientcode, password) =>
			post('/connect/login', JSON.stringify({clientcode, password, totp: '', state: ''})),
		sessionToken: async (apiKey, refreshToken, otp) =>
			post('/session/token', JSON.stringify({refreshToken, otp}), {'X-PrivateKey': apiKey}),
		verifyTotp: async (apiKey, refreshToken, totp) =>
			post('/session/verifytotp', JSON.stringify({refreshToken, totp}), {'X-PrivateKey': apiKey}),
		logout: async (apiKey, token) => signed('/logout', apiKey, token),
		fundSummary: async (apiKey, token) => signed('/user/fundsummary', apiKey, token),
	};
}

/** The part of the control contract that this client's tests need: JSON in and out under the control URL. */
export type Control = {
	readonly get: (path: string) => Promise<unknown>;
	readonly post: (path: string, body?: unknown) => Promise<unknown>;
};

export function createControl(controlUrl: string): Control {
	const http = axios.create({baseURL: controlUrl, proxy: false, timeout: 5000});
	return {
		get: async path => (await http.get<unknown>(path)).data,
		post: async (path, body = {}) => (await http.post<unknown>(path, body)).data,
	};
}

type Question = {
	readonly method: string;
	readonly url: string;
	readonly data?: string;
	readonly headers?: Record<string, string>;
};

function createAsk(baseURL: string, options: CallOptions): (question: Question) => Promise<Reply> {
	const version = 'version' in options ? options.version : '1';
	const http = axios.create({
		baseURL,
		proxy: false,
		maxRedirects: 0,
		validateStatus: () => true,
		headers: version === undefined ? {} : {'X-Mirae-Version': version},
	});
	return async question => {
		// The library's own timeout starts anew with every byte, so a body that drips never meets it.
		const signal = AbortSignal.timeout(options.timeoutMs ?? 7000);
		const {status, headers, data} = await http.request<unknown>({...question, signal});
		const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
		return {status, headers: Object.fromEntries(entries), body: data};
	};
}

function formText(form: Readonly<Record<string, string>>): string {
	return new URLSearchParams(form).toString();
}
