import type {PtyTerminal} from '../helpers/pty-terminal.ts';

export type Refusal = {
	/** What a person reads, as one line; nobody else's. */
	readonly words: RegExp;
	/** The kind and the exit code of the command that meets it. */
	readonly kind: string;
	readonly exitCode: number;
};

/** All that must be told apart. No text may fit two of them. */
export const refusals = {
	'a wrong password': {
		words: /mStock refused the password\. \d+ attempts? (is|are) left before it locks the account\./,
		kind: 'AuthenticationError',
		exitCode: 6,
	},
	'a locked account': {
		words: /mStock has locked this account after too many wrong passwords, for 15 minutes\./,
		kind: 'AuthenticationError',
		exitCode: 6,
	},
	'a wrong OTP': {
		words: /mStock refused the OTP: it is not the code that was sent\./,
		kind: 'OtpRejectedError',
		exitCode: 6,
	},
	'an expired OTP': {words: /The OTP has expired\. Ask for a new one/, kind: 'OtpRejectedError', exitCode: 6},
	'a wrong TOTP': {
		words: /mStock refused the TOTP: it does not fit this account at this moment\./,
		kind: 'OtpRejectedError',
		exitCode: 6,
	},
	'an OTP to a TOTP account': {
		words: /mStock refused the OTP: this account seems to use TOTP, and gets no OTP sent\./,
		kind: 'OtpRejectedError',
		exitCode: 6,
	},
	'a TOTP to an OTP account': {
		words: /mStock refused the TOTP: this account seems to use the OTP that mStock sends\./,
		kind: 'OtpRejectedError',
		exitCode: 6,
	},
	'a bad API key': {
		words: /mStock refused the API key of this account( \(HTTP 40\d\))?: it is wrong, suspended or expired\./,
		kind: 'APIError',
		exitCode: 7,
	},
	'a missing version header': {
		words: /mStock did not get the API version that it expects \(header X-Mirae-Version\)\./,
		kind: 'APIError',
		exitCode: 7,
	},
	'an IP mismatch': {
		words: /mStock refused the call because the IP address of this machine is not registered for the account\./,
		kind: 'APIError',
		exitCode: 7,
	},
	'an HTML page with HTTP 502': {
		words: /mStock answered \S+ with a web page \(HTTP 502\) instead of data/,
		kind: 'APIError',
		exitCode: 7,
	},
	'an empty body': {words: /mStock answered \S+ with an empty body/, kind: 'APIError', exitCode: 7},
	'a timeout': {words: /mStock did not answer \S+ within 1\.5 s\./, kind: 'APIError', exitCode: 7},
	'a refused connection': {
		words: /Nobody answers at 127\.0\.0\.1:\d+: the connection was refused\./,
		kind: 'APIError',
		exitCode: 7,
	},
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof refusals;

/** Which of the texts stand here: a screen's, or a command's. */
export function refusalsIn(text: string): readonly RefusalName[] {
	return (Object.keys(refusals) as RefusalName[]).filter(name => refusals[name].words.test(text));
}

/** What the middle of the screen says, without the menu, as one line: long sentences are wrapped there. */
export function wordsOnScreen(terminal: PtyTerminal): string {
	return terminal
		.lines()
		.map(line => line.replace(/^.{0,14}?│ /u, '').trim())
		.join(' ')
		.replaceAll(/ +/g, ' ');
}

/** Wait for this refusal; resolves with all that the screen then shows of the table, which must be this one alone. */
export async function seeRefusal(terminal: PtyTerminal, name: RefusalName): Promise<readonly RefusalName[]> {
	await terminal.waitFor(() => refusals[name].words.test(wordsOnScreen(terminal)), {what: `the refusal of ${name}`});
	return refusalsIn(wordsOnScreen(terminal));
}
