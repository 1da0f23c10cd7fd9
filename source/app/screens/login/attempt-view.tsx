import {Box} from 'ink';
import type {Account} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, truncateText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {LoginFlow} from '../../../stores/login-flow.ts';
import {Line, type Span} from '../../components/line.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useNow} from '../../hooks/use-now.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {codeBindings, failedBindings} from './bindings.ts';
import {codeLines} from './code-lines.ts';
import {LoginLog} from './login-log.tsx';
import {phoneLines} from './phone-lines.ts';
import {refusalLines} from './refusal-lines.ts';
import {stepLines} from './step-lines.ts';
import type {LoginDeeds, LoginScreenState} from './use-login.ts';

export type AttemptFlow = Exclude<LoginFlow, {phase: 'idle' | 'signed-in'}>;

export type AttemptViewProps = {
	readonly flow: AttemptFlow;
	readonly account: Account | undefined;
	readonly state: LoginScreenState;
	readonly deeds: LoginDeeds;
	/** Rows below the title line. */
	readonly rows: number;
};

/** Below this many rows there are no blank lines and the code is one line high. */
const roomyRows = 18;
/** What the log needs at least beside the framed phone, its rule included. */
const leastLogRows = 3;

/** A login under way: its steps as they happen, the code, why one was refused, and what is logged meanwhile. */
export function AttemptView({flow, account, state, deeds, rows}: AttemptViewProps) {
	const {program} = useTerminal();
	const {columns} = useContentSize();
	const now = useNow(flow.phase === 'otp-required' ? 'second' : 'minute');
	const message = useStore(program.stores.status, status => status.sandboxMessage);
	useCodeKeys({flow, account, state, deeds, now});
	useFailedKeys({flow, state, deeds});

	const isRoomy = rows >= roomyRows;
	const gap: ReadonlyArray<readonly Span[]> = isRoomy ? [[]] : [];
	const lines: ReadonlyArray<readonly Span[]> = [
		...gap,
		accountLine(flow.userId, account),
		...gap,
		...stepLines(flow, now, columns),
		...brokerWords(flow, columns),
		...gap,
		...middleLines({flow, account, state, columns, now, isRoomy}),
	];

	const phone =
		message !== undefined && message.userId === flow.userId && account?.brokerEnv === 'sandbox' && isCodeWanted(flow)
			? message
			: undefined;
	const rest = rows - lines.length;
	const shownPhone = phone === undefined ? [] : phoneLines(phone, rest < 3 + leastLogRows);
	const logRows = Math.max(0, rest - shownPhone.length - gap.length);
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			{lines.map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
			{logRows >= 2 ? (
				<>
					{isRoomy ? <Line spans={[]} /> : undefined}
					<LoginLog loginSequenceId={flow.loginSequenceId} columns={columns} rows={logRows} />
				</>
			) : undefined}
			{shownPhone.map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}

function isCodeWanted({phase}: AttemptFlow): boolean {
	return phase === 'otp-required' || phase === 'verifying-otp';
}

function useCodeKeys({
	flow,
	account,
	state,
	deeds,
	now,
}: Pick<AttemptViewProps, 'flow' | 'account' | 'state' | 'deeds'> & {readonly now: Date}): void {
	const isWanted = flow.phase === 'otp-required';
	const waitMs = isWanted ? flow.resendAllowedAt.getTime() - now.getTime() : 0;
	useKeyContext({
		layer: 'screen',
		table: codeBindings,
		// What is typed while the password is still on its way is kept: a TOTP may be known beforehand.
		isActive: isWanted || flow.phase === 'signing-in',
		actions: {
			'code.digit'({chord}) {
				deeds.type(chord);
			},
			'code.paste'({text}) {
				deeds.type(text ?? '');
			},
			'code.backspace'() {
				deeds.erase('last');
			},
			'code.clear'() {
				deeds.erase('all');
			},
			'code.send': isWanted ? deeds.send : undefined,
			'code.switch': isWanted ? deeds.switchFactor : undefined,
			'code.resend':
				isWanted && flow.secondFactor === 'otp'
					? {
							run: deeds.resend,
							disabled: waitMs > 0 ? `a new OTP can be asked for in ${Math.ceil(waitMs / 1000)} s` : undefined,
						}
					: undefined,
			'code.storedTotp': isWanted && account?.hasTotpSecret === true ? deeds.sendStoredTotp : undefined,
			'code.skip': isWanted && state.walk !== undefined ? deeds.skip : undefined,
			'code.leave': isWanted ? deeds.leave : undefined,
		},
	});
}

function useFailedKeys({flow, state, deeds}: Pick<AttemptViewProps, 'flow' | 'state' | 'deeds'>): void {
	const {goTo} = useTerminal();
	useKeyContext({
		layer: 'screen',
		table: failedBindings,
		isActive: flow.phase === 'failed',
		actions: {
			'failed.again': deeds.again,
			'failed.update'() {
				goTo('users', {accountId: flow.accountId});
			},
			'failed.log'() {
				goTo('logs', {loginSequenceId: flow.loginSequenceId});
			},
			'failed.skip': state.walk === undefined ? undefined : deeds.skip,
			'failed.leave': deeds.leave,
		},
	});
}

function accountLine(userId: string, account: Account | undefined): readonly Span[] {
	const name = account === undefined || account.name === '' ? trusted('') : safe`   "${toSafeText(account.name)}"`;
	const isLive = account?.brokerEnv === 'live';
	return [
		{text: fitText(trusted('  account'), 14), role: 'dim'},
		{text: toSafeText(userId), role: 'strong'},
		{text: safe`   ${trusted(account?.apiKeyType ?? '')}${name}   `},
		account === undefined
			? {text: trusted('')}
			: {text: trusted(isLive ? ' LIVE ' : 'SANDBOX'), role: isLive ? 'live' : 'sandbox'},
	];
}

function brokerWords(flow: AttemptFlow, columns: number): ReadonlyArray<readonly Span[]> {
	if (flow.phase !== 'otp-required' || flow.brokerMessage === undefined || flow.rejection !== undefined) {
		return [];
	}

	const words = safe`    the broker says: "${toSafeText(flow.brokerMessage)}"`;
	return [[{text: truncateText(words, columns), role: 'dim'}]];
}

type MiddleFacts = Pick<AttemptViewProps, 'flow' | 'account' | 'state'> & {
	readonly columns: number;
	readonly now: Date;
	readonly isRoomy: boolean;
};

/** Below the steps: the cells for the code with what their keys do, and the refusal if there was one. */
function middleLines({flow, account, state, columns, now, isRoomy}: MiddleFacts): ReadonlyArray<readonly Span[]> {
	if (flow.phase === 'failed') {
		return refusalLines(flow.error, state.attemptsLeft, columns);
	}

	if (flow.phase === 'signing-in') {
		return [];
	}

	const code = codeLines({
		digits: state.digits,
		secondFactor: flow.secondFactor,
		isOpen: flow.phase === 'otp-required',
		columns,
		isFlat: !isRoomy,
	});
	if (flow.phase !== 'otp-required') {
		return code;
	}

	return [
		...code,
		keyLine({flow, account, now, isWide: columns >= 80}),
		...(flow.rejection === undefined ? [] : refusalLines(flow.rejection, state.attemptsLeft, columns)),
	];
}

/** The keys that matter here, with their state; the footer has them all. */
function keyLine({
	flow,
	account,
	now,
	isWide,
}: {
	readonly flow: Extract<AttemptFlow, {phase: 'otp-required'}>;
	readonly account: Account | undefined;
	readonly now: Date;
	readonly isWide: boolean;
}): readonly Span[] {
	const waitMs = flow.resendAllowedAt.getTime() - now.getTime();
	const isOtp = flow.secondFactor === 'otp';
	const gap = trusted(isWide ? '      ' : '   ');
	const entry = (key: string, words: SafeText): readonly Span[] => [
		{text: trusted(key), role: 'strong'},
		{text: safe` ${words}${gap}`, role: 'dim'},
	];
	return [
		{text: trusted('    ')},
		...entry('t', trusted(isOtp ? 'use TOTP instead' : 'use OTP instead')),
		...(isOtp ? entry('r', waitMs > 0 ? safe`new OTP (in ${Math.ceil(waitMs / 1000)} s)` : trusted('new OTP')) : []),
		...(account?.hasTotpSecret === true ? entry('s', trusted(isWide ? 'stored TOTP secret' : 'stored TOTP')) : []),
	];
}
