import {trusted} from '../../domain/safe-text.ts';
import {displayWidth} from '../../presentation/fit.ts';
import {useFooterHints, type FooterHint} from '../hooks/use-footer.ts';
import {Line, type Span} from './line.tsx';

/** The key to the rest of them: it has its place whatever else there is. */
const helpSign = '?';

/** What the keys do here, as many as fit, and where to find the rest. */
export function Footer({columns}: {readonly columns: number}) {
	const hints = fittingHints(useFooterHints(), columns - 1);
	const spans: readonly Span[] = hints.flatMap(({sign, label}) => [
		{text: trusted(sign), role: 'strong'},
		{text: trusted(` ${label}  `), role: 'dim'},
	]);
	return <Line spans={[{text: trusted(' ')}, ...spans]} />;
}

function fittingHints(hints: readonly FooterHint[], columns: number): readonly FooterHint[] {
	const widthOf = ({sign, label}: FooterHint) => displayWidth(trusted(sign)) + label.length + 3;
	const help = hints.find(({sign}) => sign === helpSign);
	let room = columns - (help === undefined ? 0 : widthOf(help));
	return hints.filter(hint => {
		if (hint === help) {
			return true;
		}

		const width = widthOf(hint);
		const isFitting = width <= room;
		room -= isFitting ? width : 0;
		return isFitting;
	});
}
