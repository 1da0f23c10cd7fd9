import {useEffect, useState} from 'react';
import {trusted} from '../../domain/safe-text.ts';
import type {Role} from '../../presentation/roles.ts';
import type {NoticeKind} from '../../stores/notices.ts';
import {useStore} from '../hooks/use-store.ts';
import {useTerminal} from '../terminal-context.ts';
import {Line} from './line.tsx';

const looks: Readonly<Record<NoticeKind, {readonly sign: string; readonly role: Role; readonly shownMs: number}>> = {
	done: {sign: '●', role: 'ok', shownMs: 6000},
	information: {sign: '·', role: 'normal', shownMs: 8000},
	warning: {sign: '▲', role: 'attention', shownMs: 15_000},
	failed: {sign: '✗', role: 'failed', shownMs: 30_000},
};

/** The newest notice, for as long as it matters. All of them are in the log. */
export function NoticeLine() {
	const {program} = useTerminal();
	const notice = useStore(program.stores.notices, notices => notices.at(-1));
	const [goneId, setGoneId] = useState(0);

	useEffect(() => {
		if (notice === undefined) {
			return;
		}

		const timer = setTimeout(() => {
			setGoneId(notice.noticeId);
		}, looks[notice.kind].shownMs);
		return () => {
			clearTimeout(timer);
		};
	}, [notice]);

	if (notice === undefined || notice.noticeId <= goneId) {
		return <Line spans={[]} />;
	}

	const {sign, role} = looks[notice.kind];
	return (
		<Line
			spans={[
				{text: trusted(` ${sign} `), role},
				{text: notice.text, role: role === 'normal' ? undefined : role},
				...(notice.hint === undefined ? [] : [{text: trusted('   ')}, {text: notice.hint, role: 'dim' as const}]),
			]}
		/>
	);
}
