import {trusted} from '../../domain/safe-text.ts';
import {displayWidth} from '../../presentation/fit.ts';
import {useFooterHints} from '../hooks/use-footer.ts';
import {Line, type Span} from './line.tsx';

/** What the keys do here, as many as fit; the rest is behind `?`. */
export function Footer({columns}: {readonly columns: number}) {
	const hints = useFooterHints();
	const spans: Span[] = [{text: trusted(' ')}];
	let used = 1;
	for (const {sign, label} of hints) {
		const width = displayWidth(trusted(sign)) + label.length + 3;
		if (used + width > columns) {
			continue;
		}

		used += width;
		spans.push({text: trusted(sign), role: 'strong'}, {text: trusted(` ${label}  `), role: 'dim'});
	}

	return <Line spans={spans} />;
}
