import {accountLabel, type Account} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, truncateText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatDayClock} from '../../../presentation/time.ts';
import {apiKeyEndCell} from '../../../presentation/columns/users.ts';
import {dottedRule} from '../../components/dotted-rule.ts';
import type {Span} from '../../components/line.tsx';

export type AccountDetailFacts = {
	readonly account: Account;
	readonly isActive: boolean;
	/** Whether it belongs to the broker that is not in use. */
	readonly isOther: boolean;
	readonly now: Date;
	readonly columns: number;
};

/** What the table has no room for, trouble first. The first line is the dotted rule. */
export function accountDetailLines({
	account,
	isActive,
	isOther,
	now,
	columns,
}: AccountDetailFacts): ReadonlyArray<readonly Span[]> {
	const row = (label: string, text: SafeText, role?: Role): readonly Span[] => [
		{text: fitText(trusted(`  ${label}`), 17), role: 'dim'},
		{text: truncateText(text, Math.max(0, columns - 17)), ...(role === undefined ? {} : {role})},
	];

	const lines: Array<readonly Span[]> = [dottedRule(toSafeText(accountLabel(account)), columns)];
	if (isOther) {
		lines.push(
			row(
				'broker',
				trusted(`${account.brokerEnv === 'live' ? 'LIVE' : 'sandbox'}: not in use here; Settings changes to it`),
				'attention',
			),
		);
	}

	if (account.sealing === 'unopenable') {
		lines.push(
			row('secrets', trusted('✗ no known key opens them; nothing is sent for this account'), 'failed'),
			row('what to do', trusted('bring the missing key back, or enter password and API key anew with u')),
		);
	} else if (account.sealing === 'plain') {
		lines.push(
			row('secrets', trusted('▲ at least one stands in the clear in the database'), 'attention'),
			row('what to do', trusted('enter the password again with u, or log in: either seals the whole row')),
		);
	}

	if (account.isPasswordRefused === true) {
		lines.push(row('password', trusted('✗ the broker refused it; u enters the right one'), 'failed'));
	}

	if (account.isDuplicate) {
		lines.push(
			row('duplicate', trusted('▲ this user id and type stand here more than once; d deletes one'), 'attention'),
		);
	}

	const apiKeyEnd = apiKeyEndCell(account, now);
	return [
		...lines,
		...(isOther
			? []
			: [
					account.brokerEnv === 'live'
						? row('broker', trusted('LIVE'), 'live')
						: row('broker', trusted('sandbox'), 'sandbox'),
				]),
		...(account.responseUserName === undefined
			? []
			: [row('at the broker', safe`${toSafeText(account.responseUserName)}${clientCodeOf(account)}`)]),
		row(
			'signs in with',
			trusted(
				`${account.secondFactor === 'otp' ? 'OTP' : 'TOTP'}${account.hasTotpSecret ? '; a TOTP secret is stored' : ''}`,
			),
		),
		row('last login', lastTimes(account, now)),
		account.apiKeyExpiresOn === undefined
			? row('API key ends', trusted('not known; u enters the day'), 'dim')
			: row('API key ends', safe`${toSafeText(account.apiKeyExpiresOn)}, ${apiKeyEnd.text}`, apiKeyEnd.role),
		...(isActive ? [row('active', trusted('commands without a user mean this account'))] : []),
	];
}

function clientCodeOf({clientCode}: Account): SafeText {
	return clientCode === undefined ? trusted('') : safe`, client code ${toSafeText(clientCode)}`;
}

function lastTimes({lastLoginAt, lastLogoutAt}: Account, now: Date): SafeText {
	if (lastLoginAt === undefined) {
		return trusted('never');
	}

	return lastLogoutAt === undefined || lastLogoutAt < lastLoginAt
		? formatDayClock(lastLoginAt, now)
		: safe`${formatDayClock(lastLoginAt, now)}, logged out ${formatDayClock(lastLogoutAt, now)}`;
}
