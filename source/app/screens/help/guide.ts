import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {displayWidth, fitText, wrapText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Span} from '../../components/line.tsx';
import {keySignsOf, type BindingTable} from '../../keymap/binding.ts';

export type GuideOptions = {
	readonly columns: number;
	/** Where everything is kept. */
	readonly home: string;
	/** Whose keys are listed at the end: what holds everywhere, then each screen. */
	readonly tables: readonly BindingTable[];
};

const firstLogin = [
	'Users: a adds your account (in the sandbox d adds four demo accounts). Its secrets are sealed at once.',
	'Login: choose the account and press Enter. The broker checks the password and sends a code.',
	'Type the code from your phone; in the sandbox it appears on the screen. With TOTP, press t.',
	'The session card says until when you are signed in. The header counts down.',
	'Logs and Requests show what happened, live. Sign out on Login, with q you leave.',
];

const commands: ReadonlyArray<readonly [string, string]> = [
	['mstock login USER --otp-stdin', 'log in, code from standard input'],
	['mstock session', 'who is signed in, and until when'],
	['mstock users list --json', 'the accounts, for a script'],
	['mstock logs --follow', 'the log, live'],
	['mstock requests --sequence ID', 'every request of one login'],
	['mstock doctor', 'everything that Health looks at'],
	['mstock keys list', 'the keys of the vault'],
	['mstock db status', 'the database and its migrations'],
];

/** The whole guide, wrapped: first login, where things are, life without the screen, and every key. */
export function guideLines({columns, home, tables}: GuideOptions): ReadonlyArray<readonly Span[]> {
	const paragraph = (lead: string, text: SafeText): ReadonlyArray<readonly Span[]> =>
		wrapText(text, columns - lead.length).map((row, index) => [
			{text: trusted(index === 0 ? lead : ' '.repeat(lead.length)), role: 'dim'},
			{text: row},
		]);

	const signColumns =
		Math.max(...tables.flatMap(({bindings}) => bindings.map(binding => displayWidth(trusted(keySignsOf(binding)))))) +
		4;
	const heading = (text: string): ReadonlyArray<readonly Span[]> => [[{text: trusted(text), role: 'strong'}]];
	const commandColumns = Math.max(...commands.map(([command]) => command.length)) + 4;
	return [
		...heading('The first login, in five steps'),
		...firstLogin.flatMap((step, index) => paragraph(`  ${index + 1}  `, trusted(step))),
		[],
		...heading('Where things are'),
		...paragraph(
			'  ',
			safe`Everything is in ${toSafeText(home)}: database, settings, log files, and config/.env with the master key.`,
		),
		...paragraph(
			'  ',
			trusted('Whoever has the database alone can open nothing in it. Keep the recovery sheet (p in Keys) apart.'),
		),
		[],
		...heading('Without the screen'),
		...commands.flatMap(([command, explanation]): ReadonlyArray<readonly Span[]> => [
			[
				{text: fitText(trusted(`  ${command}`), Math.min(commandColumns, columns)), role: 'accent'},
				{text: trusted(explanation), role: 'dim'},
			],
		]),
		...paragraph(
			'  ',
			trusted('Each of them takes --json, and --help tells the rest. In the checkout: npm run -s mstock -- logs'),
		),
		...tables.flatMap(table => [[], ...heading(`Keys: ${table.title}`), ...keyLines(table, columns, signColumns)]),
	];
}

function keyLines({bindings}: BindingTable, columns: number, signColumns: number): ReadonlyArray<readonly Span[]> {
	return bindings.flatMap(binding =>
		wrapText(trusted(binding.help), Math.max(10, columns - signColumns)).map((row, index): readonly Span[] => [
			{text: fitText(trusted(index === 0 ? `  ${keySignsOf(binding)}` : ''), signColumns), role: 'accent'},
			{text: row},
		]),
	);
}
