import {accountLabel, type Account} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {sessionCell} from '../../../presentation/columns/users.ts';
import {displayWidth, fitText, truncateText} from '../../../presentation/fit.ts';
import {signOf} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClock, formatCountdown, formatDayClock, formatDuration} from '../../../presentation/time.ts';
import type {Span} from '../../components/line.tsx';
import type {AttentionItem} from './attention.ts';
import type {NextStep} from './next-steps.ts';

export const lastHourMs = 60 * 60_000;
const wideColumns = 80;

/** One account: who, how its session stands, until when, and how long that is. */
export function accountLine(account: Account, isActive: boolean, now: Date, columns: number): readonly Span[] {
	const session = sessionCell(account);
	const isWide = columns >= wideColumns;
	const label = fitText(toSafeText(accountLabel(account)), 14);
	return [
		{text: trusted('  ')},
		{text: label, ...(isActive ? {role: 'strong' as const} : {})},
		...(isWide ? [{text: safe`  ${fitText(toSafeText(account.name), 18)}`, role: 'dim' as const}] : []),
		{text: safe`  ${fitText(session.text, 12)}`, ...(session.role === undefined ? {} : {role: session.role})},
		...sessionTimes(account, now, isWide),
	];
}

function sessionTimes({session, sessionEndsAt, lastLoginAt}: Account, now: Date, isWide: boolean): readonly Span[] {
	if (session === 'signed-in' && sessionEndsAt !== undefined) {
		const leftMs = sessionEndsAt.getTime() - now.getTime();
		const isLast = leftMs < lastHourMs;
		const left = isLast ? safe`▲ ${formatCountdown(leftMs)}` : formatDuration(leftMs);
		return [
			{text: safe`  until ${formatClock(sessionEndsAt)}`},
			{text: safe`  ${left} left`, role: isLast ? 'attention' : 'dim'},
		];
	}

	const since = lastLoginAt === undefined ? trusted('never signed in') : safe`last ${formatDayClock(lastLoginAt, now)}`;
	return [
		{text: safe`  ${isWide && lastLoginAt !== undefined ? trusted('signed in ') : trusted('')}${since}`, role: 'dim'},
	];
}

/** One thing that wants attention, cut at the edge: Health and Users have it in full. */
export function attentionLine(item: AttentionItem, columns: number): readonly Span[] {
	const about = fitText(item.about, columns >= wideColumns ? 18 : 13);
	const room = Math.max(0, columns - 6 - displayWidth(about));
	const words = truncateText(item.words, room);
	const fixRoom = room - displayWidth(words) - 3;
	const isStale = item.state === 'stale';
	return [
		{text: safe`  ${signOf(item.state === 'stale' ? 'attention' : item.state)} `, role: item.state},
		{text: about, role: isStale ? 'stale' : 'strong'},
		{text: safe`  ${words}`, ...(isStale ? {role: 'stale' as const} : {})},
		...(item.fix !== '' && fixRoom >= 12
			? [{text: safe`   ${truncateText(item.fix, fixRoom)}`, role: 'dim' as const}]
			: []),
	];
}

/** One line that can be taken. */
export function nextLine(
	step: NextStep,
	{
		isSelected,
		isFocused,
		columns,
	}: {readonly isSelected: boolean; readonly isFocused: boolean; readonly columns: number},
): readonly Span[] {
	const label = fitText(step.label, columns >= wideColumns ? 24 : 21);
	return [
		{text: trusted(isSelected ? '▸ ' : '  '), role: isFocused ? 'accent' : 'dim'},
		{text: label, ...(isSelected && isFocused ? {role: 'selected' as const} : {})},
		{text: safe`  ${truncateText(step.explanation, Math.max(0, columns - 28))}`, role: 'dim'},
	];
}

/** `and 12 more in Users` */
export function moreLine(count: number, where: SafeText): readonly Span[] {
	return [{text: safe`  and ${count} more in ${where}`, role: 'dim'}];
}

/** How many lines each part gets where not all fit; a part that is cut spends its last line on saying so. */
export function shareRows(
	available: number,
	wanted: {readonly accounts: number; readonly attention: number},
): {readonly accounts: number; readonly attention: number} {
	if (wanted.accounts + wanted.attention <= available) {
		return wanted;
	}

	const half = Math.max(1, Math.floor(available / 2));
	const accounts = Math.min(wanted.accounts, Math.max(half, available - wanted.attention));
	return {accounts, attention: Math.max(0, Math.min(wanted.attention, available - accounts))};
}
