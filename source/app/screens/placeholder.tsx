import {trusted} from '../../domain/safe-text.ts';
import {Line} from '../components/line.tsx';

/** Foundation only: replaced by each screen. */
export function Placeholder() {
	return <Line spans={[{text: trusted('not built yet'), role: 'dim'}]} />;
}
