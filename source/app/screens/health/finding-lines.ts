import type {Finding} from '../../../domain/finding.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {findingRole, findingTitle} from '../../../presentation/columns/health.ts';
import {fitText, wrapText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {dottedRule} from '../../components/dotted-rule.ts';
import type {Span} from '../../components/line.tsx';

const labelColumns = 12;
const order: readonly Finding['state'][] = ['failed', 'warning', 'ok'];

/** What failed first, then what warns; among equals as they were found. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
	return findings.toSorted((left, right) => order.indexOf(left.state) - order.indexOf(right.state));
}

/** The marked finding in full: what was found and what to do, nothing cut. The first line is the rule. */
export function findingLines(finding: Finding, columns: number): ReadonlyArray<readonly Span[]> {
	const labelled = (label: string, text: SafeText, role: Role) =>
		wrapText(text, columns - labelColumns).map((row, index): readonly Span[] => [
			{text: fitText(trusted(index === 0 ? `  ${label}` : ''), labelColumns), role: 'dim'},
			{text: row, role},
		]);

	return [
		dottedRule(findingTitle(finding), columns),
		...labelled('found', toSafeText(finding.detail), finding.state === 'ok' ? 'normal' : findingRole(finding.state)),
		...(finding.fix === '' ? [] : labelled('fix', toSafeText(finding.fix), 'normal')),
		...(finding.fixAction === undefined ? [] : labelled('', trusted('⏎ does it, after asking'), 'accent')),
	];
}
