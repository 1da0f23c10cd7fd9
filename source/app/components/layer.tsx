import {use, type ReactNode} from 'react';
import {DepthContext} from '../terminal-context.ts';

/** What lies over the screen: while it is there, only its keys answer, and whatever always does. */
export function Layer({children}: {readonly children: ReactNode}) {
	return <DepthContext value={use(DepthContext) + 1}>{children}</DepthContext>;
}
