import {accountLabel, type Account} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import type {Secret} from '../domain/secret.ts';
import {ValidationError} from '../errors.ts';
import {createTotpCode} from '../mstock/totp.ts';
import type {Machinery} from './machinery.ts';

/** A code that is about to end may arrive too late; it is waited out. */
const minimumRemainingMs = 3000;
/** RFC 6238. */
const stepMs = 30_000;

/**
Make the next TOTP code of an account from its stored secret.

Goes by the broker's clock, waits when the present step is nearly over or its code was sent before, and so never gives one code twice.
*/
export async function nextStoredTotp(
	machinery: Pick<Machinery, 'records' | 'broker' | 'now' | 'sleep'>,
	input: {
		readonly account: Account;
		/** The last step used per account; kept by the caller for the life of the process. */
		readonly lastSteps: Map<string, number>;
		readonly onWait: (seconds: number) => void;
	},
): Promise<Secret> {
	const {account, lastSteps} = input;
	const [{totpSecret, rememberedFactor}, broker] = await Promise.all([
		machinery.records.open(account.accountId),
		machinery.broker(),
	]);
	if (totpSecret === undefined) {
		throw new ValidationError(`No TOTP secret is stored for ${toSafeText(accountLabel(account))}.`, {
			field: 'totpSecret',
			hint: 'Type the code of your authenticator, or add the secret in Users.',
		});
	}

	// A process that ran before may have signed in with the code of this very step.
	const lastLoginMs = rememberedFactor === 'totp' ? account.lastLoginAt?.getTime() : undefined;
	for (;;) {
		const skewMs = broker.client.clockSkewMs() ?? 0;
		const totp = createTotpCode({secret: totpSecret, at: machinery.now(), skewMs});
		const isUsed =
			totp.step === lastSteps.get(account.accountId) ||
			(lastLoginMs !== undefined && totp.step === Math.floor((lastLoginMs + skewMs) / stepMs));
		if (totp.remainingMs >= minimumRemainingMs && !isUsed) {
			lastSteps.set(account.accountId, totp.step);
			return totp.code;
		}

		input.onWait(Math.ceil(totp.remainingMs / 1000));
		await machinery.sleep(totp.remainingMs);
	}
}
