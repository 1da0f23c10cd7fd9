import type {RequestEntry} from '../../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {requestRole, requestTarget, requestTime} from '../../../presentation/columns/requests.ts';
import {jsonLines} from '../../../presentation/json.ts';
import {formatBytes} from '../../../presentation/numbers.ts';
import {signOf} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClockMilliseconds, formatMilliseconds, formatTimestamp} from '../../../presentation/time.ts';
import {besideEachOther, wrapSpans} from '../../components/log-window/wrap-spans.ts';
import type {Span} from '../../components/line.tsx';

type Lines = ReadonlyArray<readonly Span[]>;

/** From this width on request and answer stand beside each other. */
const wideColumns = 90;

export type RequestDetail = {readonly title: SafeText; readonly lines: Lines};

/** Everything about one exchange: what was sent and what came back, as JSON, secrets already redacted where it was written. */
export function requestDetail(entry: RequestEntry, columns: number): RequestDetail {
	const half = Math.floor((columns - 2) / 2);
	const isWide = columns >= wideColumns;
	const sent = bodyLines('request', entry.request, isWide ? half : columns);
	const received = bodyLines('response', entry.response, isWide ? half : columns);
	return {
		title: safe`${formatClockMilliseconds(requestTime(entry))}  ${toSafeText(entry.apiName ?? entry.module)}  id ${toSafeText(entry.requestId)}`,
		lines: [
			...factLines(entry).flatMap(line => wrapSpans(line, columns)),
			...(isWide ? besideEachOther(sent, received, half) : [...sent, ...received]),
		],
	};
}

function factLines(entry: RequestEntry): Lines {
	const role = requestRole(entry);
	const dress = role === undefined ? {} : {role};
	const target = requestTarget(entry);
	const took = entry.durationMs === undefined ? trusted('') : safe`   ${formatMilliseconds(entry.durationMs)}`;
	const code = entry.httpStatus === undefined ? trusted('no answer') : safe`HTTP ${entry.httpStatus}`;
	return [
		...(target === undefined ? [] : [[{text: safe`${toSafeText(target.method)} ${toSafeText(target.url)}`}]]),
		[
			{text: code, ...dress},
			{text: safe`${took}   `, role: 'dim' as const},
			{text: toSafeText(entry.message), ...dress},
		],
		[
			{
				text: safe`sent ${formatTimestamp(requestTime(entry))} IST   user ${toSafeText(entry.userId ?? '-')}   login ${toSafeText(entry.loginSequenceId ?? '-')}`,
				role: 'dim' as const,
			},
		],
		...(entry.truncatedBytes === undefined || entry.truncatedBytes === 0
			? []
			: [
					[
						{
							text: safe`${signOf('attention')} ${formatBytes(entry.truncatedBytes)} did not fit the log and were cut`,
							role: 'attention' as const,
						},
					],
				]),
	];
}

function bodyLines(label: string, text: string | undefined, columns: number): Lines {
	const heading: readonly Span[] = [{text: trusted(label), role: 'heading'}];
	if (text === undefined || text === '') {
		return [heading, [{text: trusted('nothing'), role: 'dim'}]];
	}

	return [heading, ...jsonLines(text).flatMap(line => wrapSpans(line, columns))];
}
