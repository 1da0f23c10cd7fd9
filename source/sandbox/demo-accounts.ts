import type {ApiKeyType, SecondFactor} from '../domain/account.ts';

/** A customer of the simulated broker. Its secrets are published constants: they open nothing but the sandbox. */
export type DemoAccount = {
	/** The client code, in capitals; the sandbox compares it without regard to case. */
	readonly userId: string;
	/** The surface that its API key is for. */
	readonly apiKeyType: ApiKeyType;
	readonly password: string;
	readonly apiKey: string;
	/** An account with TOTP enabled is never sent an OTP. */
	readonly secondFactor: SecondFactor;
	/** Base32; only where `secondFactor` is `totp`. */
	readonly totpSecret: string | undefined;
	readonly name: string;
	/** The broker's own number for the customer: digits. */
	readonly brokerUserId: string;
};

const password = 'Demo@1234';
const totpSecret = 'JBSWY3DPEHPK3PXP';

/** The four accounts of the sandbox contract, in the order they are listed everywhere. */
export const demoAccounts: readonly DemoAccount[] = [
	{
		userId: 'DEMO01',
		apiKeyType: 'A',
		password,
		apiKey: 'sandbox-key-a==',
		secondFactor: 'otp',
		totpSecret: undefined,
		name: 'DEMO TRADER ONE',
		brokerUserId: '9001',
	},
	{
		userId: 'DEMO02',
		apiKeyType: 'B',
		password,
		apiKey: 'sandbox-key-b==',
		secondFactor: 'otp',
		totpSecret: undefined,
		name: 'DEMO TRADER TWO',
		brokerUserId: '9002',
	},
	{
		userId: 'DEMO03',
		apiKeyType: 'A',
		password,
		apiKey: 'sandbox-key-c==',
		secondFactor: 'totp',
		totpSecret,
		name: 'DEMO TRADER THREE',
		brokerUserId: '9003',
	},
	{
		userId: 'DEMO04',
		apiKeyType: 'B',
		password,
		apiKey: 'sandbox-key-d==',
		secondFactor: 'totp',
		totpSecret,
		name: 'DEMO TRADER FOUR',
		brokerUserId: '9004',
	},
];

/** The account with this client code, whatever its case; undefined when the broker has no such customer. */
export function findDemoAccount(userId: string): DemoAccount | undefined {
	const wanted = userId.trim().toUpperCase();
	return demoAccounts.find(account => account.userId === wanted);
}
