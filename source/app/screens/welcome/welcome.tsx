import {Box} from 'ink';
import {useEffect} from 'react';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {displayWidth, fitText, truncateText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {Choice, choiceBindings, type ChoiceItem} from '../../components/choice.tsx';
import {Layer} from '../../components/layer.tsx';
import {Line, type Span} from '../../components/line.tsx';
import {RecoverySheet} from '../../components/recovery-sheet.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {welcomeBindings} from './bindings.ts';

export const welcomeTables = [welcomeBindings, choiceBindings];

type BrokerChoice = 'sandbox' | 'live';
type AccountChoice = 'demo' | 'own' | 'later';

const brokerChoices: ReadonlyArray<ChoiceItem<BrokerChoice>> = [
	{
		value: 'sandbox',
		label: trusted('Try it in the sandbox'),
		explanation: trusted('a simulated broker, here: no account, no money'),
	},
	{
		value: 'live',
		label: trusted('Use my mStock account'),
		explanation: trusted('needs your user id, password and API key'),
	},
];

const accountChoices: ReadonlyArray<ChoiceItem<AccountChoice>> = [
	{
		value: 'demo',
		label: trusted('Add the four demo accounts'),
		explanation: trusted('DEMO01 to DEMO04: types A and B, OTP and TOTP'),
	},
	{
		value: 'own',
		label: trusted('Add one of my own'),
		explanation: trusted('user id, password, key that the sandbox knows'),
	},
	{value: 'later', label: trusted('Not now'), explanation: trusted('look around first; Users has it later')},
];

type WelcomeState = {
	readonly step: 'broker' | 'accounts';
	readonly isSheetOpen: boolean;
	readonly isBusy: boolean;
	readonly masterKey: {readonly path: string | undefined; readonly wasJustMade: boolean} | undefined;
};

/** First run: two choices, where the vault is, and in. */
export function Welcome() {
	const {program, navigation, goTo, report} = useTerminal();
	const {columns, rows} = useContentSize();
	const [state, store] = useLocalStore<WelcomeState>(() => ({
		step: 'broker',
		isSheetOpen: false,
		isBusy: false,
		masterKey: undefined,
	}));
	const database = useStore(program.stores.status, ({database: now}) => now);
	const isSheetKept = useStore(program.stores.settings, ({recoverySheetSavedAt}) => recoverySheetSavedAt !== undefined);

	useEffect(() => {
		const look = async () => {
			const masterKey = await program.services.keys.masterKeyLocation();
			store.update(current => ({...current, masterKey}));
		};

		look().catch(report);
	}, [program, report, store]);

	useKeyContext({
		layer: 'screen',
		table: welcomeBindings,
		actions: {
			'welcome.recoverySheet': {
				run() {
					store.update(current => ({...current, isSheetOpen: true}));
				},
				disabled: state.masterKey === undefined ? 'the vault is being made' : undefined,
			},
			'welcome.back':
				state.step === 'accounts'
					? () => {
							store.update(current => ({...current, step: 'broker'}));
						}
					: undefined,
		},
	});

	const whileBusy = (work: () => Promise<void>) => {
		store.update(current => ({...current, isBusy: true}));
		work()
			.catch(report)
			.finally(() => {
				store.update(current => ({...current, isBusy: false}));
			});
	};

	const enter = async (screen: 'home' | 'login' | 'users', action?: 'add') => {
		await program.services.settings.update({isWelcomed: true});
		goTo(screen, action === undefined ? undefined : {action});
		navigation.update(current => ({...current, focus: screen === 'home' ? 'menu' : 'content'}));
	};

	const chooseBroker = (choice: BrokerChoice) => {
		whileBusy(async () => {
			await program.services.settings.chooseEnvironment(choice);
			if (choice === 'sandbox') {
				store.update(current => ({...current, step: 'accounts'}));
			} else {
				await enter('users', 'add');
			}
		});
	};

	const chooseAccounts = (choice: AccountChoice) => {
		whileBusy(async () => {
			if (choice === 'demo') {
				await program.services.accounts.addDemoAccounts();
				await enter('login');
			} else {
				await (choice === 'own' ? enter('users', 'add') : enter('home'));
			}
		});
	};

	if (state.isSheetOpen) {
		return (
			<Layer>
				<RecoverySheet
					onClose={() => {
						store.update(current => ({...current, isSheetOpen: false}));
					}}
				/>
			</Layer>
		);
	}

	const isBroker = state.step === 'broker';
	return (
		<Box flexDirection="column" width={columns} paddingTop={rows >= 20 ? 2 : 1} paddingLeft={columns >= 90 ? 4 : 1}>
			<Line
				spans={[
					{text: trusted(isBroker ? 'Welcome. ' : 'The sandbox is running. '), role: 'strong'},
					{text: trusted(isBroker ? 'Nothing is set up yet; two choices and you are in.' : 'It knows four accounts.')},
				]}
			/>
			<Line spans={[]} />
			{isBroker ? (
				<Choice key="broker" items={brokerChoices} isFocused={!state.isBusy} onChoose={chooseBroker} />
			) : (
				<Choice key="accounts" items={accountChoices} isFocused={!state.isBusy} onChoose={chooseAccounts} />
			)}
			<Line spans={[{text: trusted(state.isBusy ? 'one moment' : ''), role: 'dim'}]} />
			{vaultLines({
				columns: columns - 6,
				database,
				masterKey: state.masterKey,
				isSheetKept,
				config: program.config,
			}).map((spans, index) => (
				<Line key={index} spans={spans} />
			))}
			<Line spans={[]} />
			<Line spans={[{text: trusted('Both can be changed later in Settings.'), role: 'dim'}]} />
		</Box>
	);
}

type VaultFacts = {
	readonly columns: number;
	readonly database: {readonly state: string};
	readonly masterKey: WelcomeState['masterKey'];
	readonly isSheetKept: boolean;
	readonly config: {
		readonly database:
			| {readonly client: 'sqlite'; readonly file: string}
			| {readonly client: 'mysql'; readonly host: string; readonly port: number; readonly database: string};
	};
};

function vaultLines({columns, database, masterKey, isSheetKept, config}: VaultFacts): ReadonlyArray<readonly Span[]> {
	const settings = config.database;
	const place =
		settings.client === 'sqlite' ? settings.file : `${settings.database} on ${settings.host}:${settings.port}`;
	/** A note that has no room beside its value stands below it. */
	const row = (label: string, value: SafeText, note: SafeText): ReadonlyArray<readonly Span[]> => {
		const shown = truncateText(value, Math.max(20, columns - 18));
		const lead: readonly Span[] = [{text: safe`  ${fitText(trusted(label), 13)}`, role: 'dim'}, {text: shown}];
		const isRoom = displayWidth(shown) + displayWidth(note) + 18 <= columns;
		return isRoom
			? [[...lead, {text: safe`   ${note}`, role: 'dim'}]]
			: [lead, [{text: safe`${trusted(' '.repeat(15))}${truncateText(note, Math.max(0, columns - 15))}`, role: 'dim'}]];
	};

	if (masterKey === undefined) {
		return [
			[
				{
					text: trusted(
						database.state === 'failed' ? 'The database cannot be opened; see Health' : 'Your vault is being opened',
					),
					role: 'dim',
				},
			],
			...row('database', toSafeText(place), trusted('')),
		];
	}

	return [
		[{text: trusted(masterKey.wasJustMade ? 'Your vault was made just now' : 'Your vault is open'), role: 'strong'}],
		[],
		...row('database', toSafeText(place), trusted('')),
		...row(
			'master key',
			masterKey.path === undefined ? trusted('in the environment') : toSafeText(masterKey.path),
			trusted('without it the vault cannot be opened'),
		),
		...row(
			'recovery',
			trusted(isSheetKept ? 'kept' : 'not saved yet'),
			trusted(isSheetKept ? '' : 'press p for a recovery sheet to print'),
		),
	];
}
