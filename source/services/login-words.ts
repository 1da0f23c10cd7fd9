import {accountLabel, type Account, type SecondFactor} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {AuthenticationError, OtpRejectedError, type AppError} from '../errors.ts';
import {createFactorMismatchError} from '../mstock/errors.ts';

export function secondFactorName(secondFactor: SecondFactor): string {
	return secondFactor === 'otp' ? 'OTP' : 'TOTP';
}

/**
Say more about a refused code than the broker does.

It answers an OTP to a TOTP account, and the reverse, like any wrong code; what the account remembers tells them apart.
*/
export function explainRefusal(error: AppError, sent: SecondFactor, remembered: SecondFactor | undefined): AppError {
	const isMismatch =
		error instanceof OtpRejectedError && error.rejection === 'wrong' && remembered !== undefined && remembered !== sent;
	return isMismatch ? createFactorMismatchError(sent, error) : error;
}

/** Whether the broker said no to the stored password itself, a lock for too many wrong ones included: sending it again can only do harm. */
export function isPasswordRefusal(error: unknown): boolean {
	return error instanceof AuthenticationError && (error.reason === 'wrong-password' || error.reason === 'locked');
}

/** Two codes of the stored secret were refused: the next ones will be, too. */
export function storedTotpIsUseless(account: Account): AppError {
	return new AuthenticationError(
		`Two codes made from the stored TOTP secret of ${toSafeText(accountLabel(account))} were refused; no third is sent.`,
		{hint: "Check the TOTP secret (Users, update) and this computer's clock (Health), or type the code of your phone."},
	);
}
