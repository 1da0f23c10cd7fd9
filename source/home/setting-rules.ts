/** What is wrong with a value, as the end of a sentence that starts with the variable's name; undefined when nothing is. Never repeats the value. */
export type SettingProblem = string | undefined;

export type SettingRule = {
	readonly check: (value: string) => SettingProblem;
	/** A whole assignment that would be accepted. */
	readonly example: string;
};

export type SettingName = keyof typeof settingRules;

/** The bounds of the two numbers that the Settings screen edits, too. Milliseconds and tries. */
export const apiTimeoutBounds = {minimum: 50, maximum: 120_000} as const;
export const apiRetriesBounds = {minimum: 0, maximum: 10} as const;

const fernetKeyShape = /^[A-Za-z0-9_-]{43}=$/;

/** One rule per variable of the README's configuration table. Pure, so that a form asks while a person types. */
export const settingRules = {
	DB_CLIENT: {check: oneOf('sqlite', 'mysql'), example: 'DB_CLIENT=sqlite'},
	DB_HOST: {
		check: value =>
			/^[\w.:[\]%-]{1,255}$/.test(value) ? undefined : 'must be a host name or an address, without a port or a path',
		example: 'DB_HOST=localhost',
	},
	DB_PORT: {check: wholeNumber(1, 65_535), example: 'DB_PORT=3306'},
	DB_USER: {check: plainText(80), example: 'DB_USER=root'},
	DB_PASSWORD: {
		check: value => (value.includes('\0') ? 'must not have a NUL character in it' : undefined),
		example: "DB_PASSWORD='the password, quoted'",
	},
	DB_NAME: {
		check: value =>
			/^[\p{L}\p{N}_$-]{1,64}$/u.test(value)
				? undefined
				: 'must be 1 to 64 letters, digits, underscores, dollar signs or hyphens',
		example: 'DB_NAME=mstock',
	},
	DB_SSL: {check: oneOf('off', 'required', 'verify'), example: 'DB_SSL=verify'},
	DB_FILE: {
		check: value => (value.includes('\0') ? 'must not have a NUL character in it' : undefined),
		example: 'DB_FILE=/home/me/mstock.sqlite',
	},
	MSTOCK_MASTER_KEY: {check: fernetKey, example: 'MSTOCK_MASTER_KEY=(the 44 characters of your recovery sheet)'},
	ENCRYPTION_KEY: {check: fernetKey, example: 'ENCRYPTION_KEY=(44 characters, as the original generated it)'},
	ENCRYPTION_KEY_ID: {check: plainText(40), example: 'ENCRYPTION_KEY_ID=1'},
	MSTOCK_ENV: {check: oneOf('sandbox', 'live'), example: 'MSTOCK_ENV=sandbox'},
	MSTOCK_API_URL: {check: address('http:', 'https:'), example: 'MSTOCK_API_URL=https://api.mstock.trade'},
	MSTOCK_WS_URL: {check: address('ws:', 'wss:'), example: 'MSTOCK_WS_URL=wss://ws.mstock.trade'},
	MSTOCK_CHECKSUM: {
		check: value =>
			/^[\x21-\x7e]{1,128}$/.test(value) ? undefined : 'must be 1 to 128 printable characters without blanks',
		example: 'MSTOCK_CHECKSUM=L',
	},
	API_TIMEOUT_MS: {
		check: wholeNumber(apiTimeoutBounds.minimum, apiTimeoutBounds.maximum, 'milliseconds'),
		example: 'API_TIMEOUT_MS=7000',
	},
	API_MAX_RETRIES: {
		check: wholeNumber(apiRetriesBounds.minimum, apiRetriesBounds.maximum),
		example: 'API_MAX_RETRIES=3',
	},
} as const satisfies Readonly<Record<string, SettingRule>>;

/** Check one value by its rule: `must be a whole number from 1 to 65535`, or undefined when it is fine. */
export function validateSetting(name: SettingName, value: string): SettingProblem {
	return settingRules[name].check(value);
}

/**
Check a broker address against the environment: a simulated broker is on this computer, the real one is not.

`address` has passed its own rule. Returns the end of a sentence, as the rules do.
*/
export function validateEnvironmentAddress(environment: 'sandbox' | 'live', address: string): SettingProblem {
	const place = placeOfHost(new URL(address).hostname);
	if (environment === 'sandbox' && place !== 'loopback') {
		return 'must be on this computer (localhost or 127.0.0.1) while MSTOCK_ENV is sandbox';
	}

	return environment === 'live' && place !== 'remote'
		? 'must not be on this computer while MSTOCK_ENV is live: a simulator there would be taken for the real broker'
		: undefined;
}

/** Whether a host is this computer, by its name alone. `unspecified` (0.0.0.0 and ::) reaches it on some systems only, so it is neither. */
export function placeOfHost(host: string): 'loopback' | 'unspecified' | 'remote' {
	const name = host
		.toLowerCase()
		.replace(/^\[(.*)\]$/, '$1')
		.replace(/\.$/, '');
	const mapped = name.replace(/^(?:0*:)*:ffff:/, '');
	if (
		name === 'localhost' ||
		name.endsWith('.localhost') ||
		/^(?:0*:)*:0*1$/.test(name) ||
		/^127(?:\.\d{1,3}){1,3}$/.test(mapped) ||
		/^7f[\da-f]{2}:[\da-f]{1,4}$/.test(mapped)
	) {
		return 'loopback';
	}

	return /^(?:0*:)+0*$/.test(name) || /^0+(?:\.0+)*$/.test(mapped) || mapped === '0:0' ? 'unspecified' : 'remote';
}

function oneOf(...words: readonly string[]): SettingRule['check'] {
	return value => (words.includes(value) ? undefined : `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}

function wholeNumber(minimum: number, maximum: number, unit = ''): SettingRule['check'] {
	return value => {
		const isWhole = /^\d{1,9}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
		return isWhole ? undefined : `must be a whole number from ${minimum} to ${maximum}${unit && ` ${unit}`}`;
	};
}

function plainText(maximum: number): SettingRule['check'] {
	return value =>
		value.length > maximum || /\p{Cc}/u.test(value) || value.trim() !== value
			? `must be at most ${maximum} characters, without control characters or blanks around it`
			: undefined;
}

function fernetKey(value: string): SettingProblem {
	return fernetKeyShape.test(value)
		? undefined
		: 'must be a Fernet key: 44 characters, letters, digits, "-" and "_", with "=" at the end';
}

function address(...protocols: readonly string[]): SettingRule['check'] {
	const begin = protocols.map(protocol => `${protocol}//`).join(' or ');
	return value => {
		if (!URL.canParse(value) || /\s/.test(value)) {
			return `must be an address that begins with ${begin}`;
		}

		const url = new URL(value);
		if (!protocols.includes(url.protocol) || url.hostname === '') {
			return `must be an address that begins with ${begin}`;
		}

		if (url.username !== '' || url.password !== '') {
			return 'must not have a user name or a password in it';
		}

		return url.search !== '' || url.hash !== '' ? 'must not have a query ("?") or a fragment ("#")' : undefined;
	};
}
