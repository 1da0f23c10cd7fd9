import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatTimestamp} from '../../../presentation/time.ts';
import type {LogsService} from '../../../services/services.ts';
import type {Confirmation} from '../../../stores/navigation.ts';
import {Form, formRows} from '../../components/form.tsx';
import {Layer} from '../../components/layer.tsx';

/** Rows that the question takes: one field. */
export const cleanUpRows = formRows(1);

/** A century: what is meant by more is "everything", and 0 says that. */
const maximumDays = 36_500;
const usualDays = '30';

export type CleanPreview = Awaited<ReturnType<LogsService['cleanPreview']>>;

export type CleanUpFormProps = {
	readonly columns: number;
	/** How many whole days stay. */
	readonly onSubmit: (days: number) => Promise<void>;
	readonly onCancel: () => void;
};

/** Asks how old rows must be to go. Nothing is deleted by it. */
export function CleanUpForm({columns, onSubmit, onCancel}: CleanUpFormProps) {
	return (
		<Layer>
			<Form
				title={trusted('Clean up log and requests')}
				fields={[
					{
						id: 'olderThanDays',
						label: trusted('older than, days'),
						kind: 'text',
						initial: usualDays,
						note: trusted('0: everything'),
						validate: checkDays,
					},
				]}
				columns={Math.min(columns, 70)}
				submitLabel="count"
				onSubmit={async ({olderThanDays}) => onSubmit(Number(olderThanDays.trim()))}
				onCancel={onCancel}
			/>
		</Layer>
	);
}

function checkDays(text: string): string | undefined {
	const isWhole = /^\d{1,5}$/.test(text.trim()) && Number(text.trim()) <= maximumDays;
	return isWhole ? undefined : `a whole number from 0 to ${maximumDays}`;
}

/** What deleting means, before it is done. */
export function cleanUpQuestion(days: number, preview: CleanPreview): Omit<Confirmation, 'answer'> {
	return {
		title: trusted('Delete old rows'),
		lines: [
			{label: trusted('goes'), text: safe`${countWords(preview)}, for good`},
			{
				label: trusted('older than'),
				text: safe`${formatTimestamp(preview.before).slice(0, 16) as SafeText} IST, ${formatQuantity(days, 'day')} ago`,
			},
			{label: trusted('stays'), text: trusted('everything newer, and rows that carry no time')},
		],
		// All of it is more than tidying up.
		typeToConfirm: days === 0 ? 'everything' : undefined,
		verb: 'delete',
		isDangerous: true,
	};
}

/** `1,204 log rows and 88 requests` */
export function countWords({logs, requests}: {readonly logs: number; readonly requests: number}): SafeText {
	return safe`${formatQuantity(logs, 'log row')} and ${formatQuantity(requests, 'request')}`;
}
