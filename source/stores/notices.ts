import type {SafeText} from '../domain/safe-text.ts';
import {createStore, type Store} from './create-store.ts';

export type NoticeKind = 'done' | 'information' | 'warning' | 'failed';

/** A short message at the foot of the screen: what happened and, when it went wrong, what to do. */
export type Notice = {
	readonly noticeId: number;
	readonly kind: NoticeKind;
	readonly text: SafeText;
	readonly hint?: SafeText;
	readonly at: Date;
};

const keptNotices = 50;

/** The newest notices, oldest first; older ones are in the log. */
export function createNoticesStore(): Store<readonly Notice[]> {
	return createStore<readonly Notice[]>([]);
}

export function addNotice(store: Store<readonly Notice[]>, notice: Omit<Notice, 'noticeId'>): void {
	store.update(notices => [
		...notices.slice(1 - keptNotices),
		{...notice, noticeId: (notices.at(-1)?.noticeId ?? 0) + 1},
	]);
}
