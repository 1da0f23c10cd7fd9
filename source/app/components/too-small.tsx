import {Box} from 'ink';
import {trusted} from '../../domain/safe-text.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {defineBindings} from '../keymap/binding.ts';
import type {Size} from '../terminal-context.ts';
import {Line} from './line.tsx';

export type TooSmallProps = {readonly size: Size; readonly minimum: Size};

/** Nothing: a key that is pressed blindly must not reach what cannot be seen. */
const noBindings = defineBindings('Window too small', []);

/** Said in place of a frame that would not hold. To be put over everything else, whose keys it takes away. */
export function TooSmall({size, minimum}: TooSmallProps) {
	useKeyContext({layer: 'screen', table: noBindings, actions: {}});
	return (
		<Box flexDirection="column">
			<Line spans={[{text: trusted('mStock Terminal'), role: 'strong'}]} />
			<Line
				spans={[
					{
						text: safe`${size.columns} x ${size.rows} is too small: ${minimum.columns} x ${minimum.rows} at least`,
					},
				]}
			/>
			<Line spans={[{text: trusted('Make it larger. Ctrl-C leaves.'), role: 'dim'}]} />
		</Box>
	);
}
