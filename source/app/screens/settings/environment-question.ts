import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Confirmation} from '../../../stores/navigation.ts';

/** Who is signed in at a broker: a session belongs to the broker that gave it, so it ends before the other one is used. */
export function signedInAt(environment: BrokerEnvironment, accounts: readonly Account[]): readonly Account[] {
	return accounts.filter(({session, brokerEnv}) => session === 'signed-in' && brokerEnv === environment);
}

/**
What changing the broker means, before it is done.

@param signedIn who is logged out first
*/
export function environmentQuestion(
	next: BrokerEnvironment,
	signedIn: readonly Account[],
): Omit<Confirmation, 'answer'> {
	const first = signedIn.length === 0 ? [] : [{label: trusted('first'), text: logoutWords(signedIn)}];
	return next === 'live'
		? {
				title: trusted('Change to LIVE'),
				lines: [
					{label: trusted('LIVE'), text: trusted('the real broker: real orders, real money')},
					...first,
					{label: trusted('from now on'), text: trusted('every call goes to api.mstock.trade')},
					{label: trusted('stays'), text: trusted('the sandbox accounts, out of use meanwhile')},
				],
				typeToConfirm: 'live',
				verb: signedIn.length === 0 ? 'change to LIVE' : 'log out and go LIVE',
				isDangerous: true,
			}
		: {
				title: trusted('Change to the sandbox'),
				lines: [
					{label: trusted('SANDBOX'), text: trusted('a simulated broker on this computer: no money')},
					...first,
					{label: trusted('from now on'), text: trusted('every call goes to it, none to the real broker')},
					{label: trusted('stays'), text: trusted('your real accounts, sealed as they are')},
				],
				typeToConfirm: undefined,
				verb: signedIn.length === 0 ? 'change to the sandbox' : 'log out and change',
				isDangerous: false,
			};
}

function logoutWords(accounts: readonly Account[]): SafeText {
	const names = toSafeText(accounts.map(account => accountLabel(account)).join(', '));
	return safe`log out ${formatQuantity(accounts.length, 'session')}: ${names}`;
}
