import {useEffect, useMemo, useState} from 'react';
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

/**
The newest notice, for as long as it matters: what only informs about the present moment until the next key or the next screen, what
went wrong for its time. All of them are in the log.
*/
export function NoticeLine() {
	const {program, navigation, dispatcher} = useTerminal();
	const notice = useStore(program.stores.notices, notices => notices.at(-1));
	const [goneId, setGoneId] = useState(0);
	const saidAt = useMemo(
		() => ({keyCount: dispatcher.keyCount.getSnapshot(), screen: navigation.getSnapshot().screen}),
		// oxlint-disable-next-line react-hooks/exhaustive-deps -- the notice is what makes it new.
		[notice, dispatcher, navigation],
	);
	const isKeyed = useStore(dispatcher.keyCount, count => count > saidAt.keyCount);
	const isElsewhere = useStore(navigation, ({screen}) => screen !== saidAt.screen);

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

	const isPast = notice?.kind === 'information' && (isKeyed || isElsewhere);
	if (notice === undefined || notice.noticeId <= goneId || isPast) {
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
