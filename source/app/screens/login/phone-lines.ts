import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import {fitText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Status} from '../../../stores/status.ts';
import type {Span} from '../../components/line.tsx';

type SandboxMessage = NonNullable<Status['sandboxMessage']>;

const innerColumns = 44;

/** The message on the sandbox's phone: one of the few places where a code is shown, and it is worth nothing elsewhere. */
export function phoneLines(message: SandboxMessage, isFlat: boolean): ReadonlyArray<readonly Span[]> {
	const minutes = Math.max(1, Math.round((message.expiresAt.getTime() - message.sentAt.getTime()) / 60_000));
	const words = safe`Your mStock OTP is ${toSafeText(message.otp)}. Valid for ${minutes} min.`;
	if (isFlat) {
		return [[{text: trusted('  sandbox phone  '), role: 'sandbox'}, {text: words}]];
	}

	const title = ' sandbox phone ';
	return [
		[{text: trusted(`  ┌${title}${'─'.repeat(innerColumns - title.length)}┐`), role: 'sandbox'}],
		[
			{text: trusted('  │'), role: 'sandbox'},
			{text: fitText(safe` ${words}`, innerColumns)},
			{text: trusted('│'), role: 'sandbox'},
		],
		[{text: trusted(`  └${'─'.repeat(innerColumns)}┘`), role: 'sandbox'}],
	];
}
