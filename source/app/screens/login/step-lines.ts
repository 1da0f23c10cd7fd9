import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {displayWidth, fitText, truncateText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatCountdown, formatMilliseconds} from '../../../presentation/time.ts';
import type {LoginFlow, LoginStep, LoginStepId} from '../../../stores/login-flow.ts';
import type {Span} from '../../components/line.tsx';

const looks: Readonly<Record<LoginStep['state'], {readonly sign: string; readonly role: Role}>> = {
	waiting: {sign: '○', role: 'off'},
	running: {sign: '●', role: 'accent'},
	done: {sign: '✓', role: 'ok'},
	failed: {sign: '✗', role: 'failed'},
};

const names: Readonly<Record<LoginStepId, string>> = {
	credentials: 'vault',
	login: 'login',
	'second-factor': 'code',
	session: 'session',
};

const nameWidth = 10;
const rightWidth = 12;
/** Beyond this the time at the right is too far from its step to be read with it. */
const maximumColumns = 88;

/** The four steps of a login: sign, name, what is known, and at the right how long it took or how long the code is good. */
export function stepLines(
	flow: Exclude<LoginFlow, {phase: 'idle'}>,
	now: Date,
	columns: number,
): ReadonlyArray<readonly Span[]> {
	const width = Math.min(columns, maximumColumns);
	return flow.steps.map(step => {
		const {sign, role} = looks[step.state];
		const right = rightOf(flow, step, now);
		const room = Math.max(0, width - nameWidth - 4 - rightWidth);
		const isOver = step.state === 'done' || step.state === 'failed';
		return [
			{text: safe`  ${trusted(sign)} `, role},
			{
				text: fitText(trusted(names[step.stepId]), nameWidth),
				role: step.state === 'waiting' ? 'dim' : step.state === 'running' ? 'strong' : 'normal',
			},
			{text: fitText(truncateText(toSafeText(step.detail), room), room), role: isOver ? 'normal' : 'dim'},
			{text: fitText(right.text, Math.max(rightWidth, displayWidth(right.text)), 'right'), role: right.role},
		];
	});
}

function rightOf(
	flow: Exclude<LoginFlow, {phase: 'idle'}>,
	step: LoginStep,
	now: Date,
): {readonly text: SafeText; readonly role: Role} {
	if (step.durationMs !== undefined) {
		return {text: formatMilliseconds(step.durationMs), role: 'dim'};
	}

	if (step.stepId !== 'second-factor' || flow.phase !== 'otp-required' || flow.expiresAt === undefined) {
		return {text: trusted(''), role: 'dim'};
	}

	const leftMs = flow.expiresAt.getTime() - now.getTime();
	return leftMs <= 0
		? {text: trusted('▲ ran out'), role: 'attention'}
		: {text: safe`valid ${formatCountdown(leftMs)}`, role: leftMs < 60_000 ? 'attention' : 'dim'};
}
