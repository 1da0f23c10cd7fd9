import {Box} from 'ink';
import type {ReactNode} from 'react';
import {trusted, type SafeText} from '../../domain/safe-text.ts';
import type {Role} from '../../presentation/roles.ts';
import {displayWidth} from '../../presentation/fit.ts';
import {Line} from './line.tsx';

export type DialogProps = {
	readonly title: SafeText;
	/** Whole width, frame included. */
	readonly columns: number;
	/** Role of the frame and title. @default 'accent' */
	readonly role?: Role;
	readonly children: ReactNode;
};

/** A frame with a title: the only frames there are, for what lies over the screen. */
export function Dialog({title, columns, role = 'accent', children}: DialogProps) {
	const ruleLength = Math.max(0, columns - displayWidth(title) - 4);
	return (
		<Box flexDirection="column" width={columns} flexShrink={0}>
			<Line
				spans={[
					{text: trusted('┌ '), role},
					{text: title, role: 'strong'},
					{text: trusted(` ${'─'.repeat(ruleLength)}┐`), role},
				]}
			/>
			<Box borderStyle="single" borderTop={false} borderDimColor paddingX={2} flexDirection="column">
				{children}
			</Box>
		</Box>
	);
}
