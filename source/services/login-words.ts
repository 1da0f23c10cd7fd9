import {accountLabel, type Account, type SecondFactor} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {AuthenticationError, OtpRejectedError, type AppError} from '../errors.ts';

const secondFactorNames: Readonly<Record<SecondFactor, string>> = {otp: 'OTP', totp: 'TOTP'};

export function secondFactorName(secondFactor: SecondFactor): string {
	return secondFactorNames[secondFactor];
}

export function otherSecondFactor(secondFactor: SecondFactor): SecondFactor {
	return secondFactor === 'otp' ? 'totp' : 'otp';
}

/**
Say more about a refused code than the broker does.

It answers an OTP to a TOTP account, and the reverse, like any wrong code. So when the account remembers the other factor, that is
what we say; after a second refusal we mention the possibility.
*/
export function explainRefusal(
	error: AppError,
	context: {readonly account: Account; readonly sent: SecondFactor; readonly refusals: number},
): AppError {
	if (!(error instanceof OtpRejectedError) || error.rejection !== 'wrong') {
		return error;
	}

	const {account, sent} = context;
	const other = secondFactorName(otherSecondFactor(sent));
	if (account.secondFactor !== sent) {
		return new OtpRejectedError(
			sent === 'otp'
				? `The OTP was refused. ${label(account)} is set up for TOTP here, and the broker refuses an OTP there like a wrong code.`
				: `The TOTP code was refused. ${label(account)} is set up for an OTP here, and the broker refuses a TOTP code there like a wrong one.`,
			{
				rejection: 'wrong',
				reason: 'factor-mismatch',
				hint: `Switch back to ${other}, or check which one is set up at trade.mstock.com.`,
				...(error.code === undefined ? {} : {code: error.code}),
			},
		);
	}

	return context.refusals < 2
		? error
		: new OtpRejectedError(error.message, {
				rejection: 'wrong',
				reason: 'factor-mismatch',
				hint: `Refused ${context.refusals} times: this account may use ${other} instead of ${secondFactorName(sent)}.`,
				...(error.code === undefined ? {} : {code: error.code}),
			});
}

/** Two codes of the stored secret were refused: the next ones will be, too. */
export function storedTotpIsUseless(account: Account): AppError {
	return new AuthenticationError(
		`Two codes made from the stored TOTP secret of ${label(account)} were refused; no third is sent.`,
		{
			hint: "Check the TOTP secret (Users, update) and this computer's clock (Health), or type the code of your phone.",
		},
	);
}

function label(account: Account): string {
	return toSafeText(accountLabel(account));
}
