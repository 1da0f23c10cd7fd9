import type {BrokerEnvironment} from '../../../domain/account.ts';
import {trusted} from '../../../domain/safe-text.ts';
import type {Confirmation} from '../../../stores/navigation.ts';

/** What changing the broker means, before it is done. */
export function environmentQuestion(next: BrokerEnvironment): Omit<Confirmation, 'answer'> {
	return next === 'live'
		? {
				title: trusted('Change to LIVE'),
				lines: [
					{label: trusted('LIVE'), text: trusted('the real broker: real orders, real money')},
					{label: trusted('from now on'), text: trusted('every call goes to api.mstock.trade')},
					{label: trusted('stays'), text: trusted('the sandbox accounts, out of use meanwhile')},
				],
				typeToConfirm: 'live',
				verb: 'change to LIVE',
				isDangerous: true,
			}
		: {
				title: trusted('Change to the sandbox'),
				lines: [
					{label: trusted('SANDBOX'), text: trusted('a simulated broker on this computer: no money')},
					{label: trusted('from now on'), text: trusted('every call goes to it, and none to the real broker')},
					{label: trusted('stays'), text: trusted('your real accounts, sealed as they are')},
				],
				typeToConfirm: undefined,
				verb: 'change to the sandbox',
				isDangerous: false,
			};
}
