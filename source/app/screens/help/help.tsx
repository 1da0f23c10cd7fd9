import {Box} from 'ink';
import {useMemo} from 'react';
import {trusted} from '../../../domain/safe-text.ts';
import {formatCount} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {Finder, finderBindings} from '../../components/finder.tsx';
import {Layer} from '../../components/layer.tsx';
import {Line} from '../../components/line.tsx';
import {TitleLine} from '../../components/title-line.tsx';
import {useScroll} from '../../components/use-scroll.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {listBindings} from '../../keymap/resolve.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
// The list of screens names this one, too; it is read when Help is drawn, long after both files were loaded.
import {screens} from '../index.ts';
import {helpBindings} from './bindings.ts';
import {guideLines} from './guide.ts';
import {keyItems, shownTables} from './key-items.ts';

export const helpTables = [helpBindings, finderBindings];

/** How to get along here: a short guide, and every key there is. */
export function Help() {
	const {program, navigation, dispatcher, goTo} = useTerminal();
	const {columns, rows} = useContentSize();
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const [isFinding, store] = useLocalStore(() => false);
	const tables = useMemo(() => shownTables(screens), []);
	const lines = useMemo(
		() => guideLines({columns, home: program.config.paths.root, tables: tables.map(({table}) => table)}),
		[columns, program, tables],
	);

	const shown = Math.max(1, rows - 2);
	const {top: from, onKey} = useScroll({lineCount: lines.length, shownRows: shown});
	const close = () => {
		store.update(() => false);
	};

	useKeyContext({
		layer: 'screen',
		table: helpBindings,
		actions: {
			'help.scroll': isInContent ? onKey : undefined,
			'help.page': onKey,
			'help.ends': isInContent ? onKey : undefined,
			'help.find'() {
				store.update(() => true);
				navigation.update(state => ({...state, focus: 'content'}));
			},
		},
	});

	if (isFinding) {
		const items = keyItems(tables, {
			goTo(screen) {
				goTo(screen);
				navigation.update(state => ({...state, focus: 'content'}));
			},
			runHere(bindingId) {
				close();
				const {contexts} = dispatcher.state.getSnapshot();
				const found = contexts
					.filter(({layer}) => layer === 'global')
					.flatMap(context => listBindings([{...context, depth: 0}]))
					.find(({binding}) => binding.id === bindingId);
				if (found !== undefined && found.disabled === undefined) {
					dispatcher.run(found.run);
				}
			},
		});
		return (
			<Layer>
				<Finder title={trusted('Every key')} prompt={trusted('find:')} items={items} onClose={close} />
			</Layer>
		);
	}

	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<TitleLine
				title={trusted('Help')}
				facts={[
					safe`lines ${formatCount(from + 1)}─${formatCount(Math.min(lines.length, from + shown))} of ${formatCount(lines.length)}`,
				]}
				columns={columns}
			/>
			<Line spans={[]} />
			{lines.slice(from, from + shown).map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
		</Box>
	);
}
