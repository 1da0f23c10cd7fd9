import {readRequestPage} from '../../database/repositories/requests.ts';
import {degradedWindowAt} from '../../domain/market-clock.ts';
import {toSafeText} from '../../domain/safe-text.ts';
import {formatIst} from '../ist-words.ts';
import {finding, type HealthCheck} from './check.ts';

const slowMs = 2000;
/** A TOTP step has 30 s; from here on codes are refused now and then. */
const skewWarningMs = 5000;
const skewFailureMs = 30_000;
const dayMs = 24 * 60 * 60_000;

export const brokerConnection: HealthCheck = {
	check: 'broker.connection',
	async look(machinery) {
		const broker = await machinery.broker();
		const name = broker.environment === 'sandbox' ? 'the sandbox' : 'mStock';
		const probe = await broker.client.probe();
		const findings = [
			probe.latencyMs > slowMs
				? finding(
						'broker.connection',
						'warning',
						`${name} took ${probe.latencyMs} ms to answer`,
						'Look at the network, and again in a moment.',
					)
				: finding('broker.connection', 'ok', `${name} answers in ${probe.latencyMs} ms`),
		];
		const skewMs = broker.client.clockSkewMs();
		if (skewMs !== undefined) {
			findings.push(clockFinding(skewMs));
		}

		return findings;
	},
};

function clockFinding(skewMs: number) {
	const distance = Math.abs(skewMs);
	const words = `${(distance / 1000).toFixed(1)} s ${skewMs > 0 ? 'behind' : 'ahead of'} the broker`;
	if (distance < skewWarningMs) {
		return finding('broker.clock', 'ok', words);
	}

	return finding(
		'broker.clock',
		distance < skewFailureMs ? 'warning' : 'failed',
		`This computer's clock is ${words}.`,
		"Set it by a time server. Stored TOTP codes are made by the broker's clock, those of a phone are not.",
	);
}

/** The newest refusal of our address, unless a call of the same account went through since. */
export const brokerAddress: HealthCheck = {
	check: 'broker.address',
	async look(machinery) {
		const {knex} = await machinery.database();
		const since = new Date(machinery.now().getTime() - dayMs);
		const refused = (await readRequestPage(knex, {text: 'not matching with current IP', since}, {from: 'tail'}, 1))
			.rows[0];
		if (refused === undefined) {
			return [];
		}

		const later = await readRequestPage(
			knex,
			refused.userId === undefined ? {} : {userId: refused.userId},
			{from: 'after', id: refused.requestId},
			50,
		);
		if (later.rows.some(row => row.level === 'INFO')) {
			return [];
		}

		return [
			finding(
				'broker.address',
				'failed',
				`mStock refused this computer's address${refused.userId === undefined ? '' : ` for ${toSafeText(refused.userId)}`} at ${formatIst(refused.createdAt)} IST: it is not registered; orders will be refused.`,
				'Register the address as primary or secondary IP at trade.mstock.com.',
			),
		];
	},
};

export const brokerWindow: HealthCheck = {
	check: 'broker.window',
	async look(machinery) {
		const window = degradedWindowAt(machinery.now());
		return window === undefined
			? []
			: [
					finding(
						'broker.window',
						'warning',
						`The broker's ${window.name} window, ${window.from} to ${window.until} IST: service may be degraded.`,
						`Wait until ${window.until} IST if calls fail.`,
					),
				];
	},
};
