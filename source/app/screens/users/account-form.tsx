import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {Form, formRows} from '../../components/form.tsx';
import {Layer} from '../../components/layer.tsx';
import {useTerminal} from '../../terminal-context.ts';
import {changesSentence, newAccountFields, toAccountChanges, toNewAccount, updateFields} from './account-fields.ts';

/** Rows that the form takes: six fields, and the user id of a new account. */
export function accountFormRows(isNew: boolean): number {
	return formRows(isNew ? 7 : 6);
}

/** From this width on the notes are whole sentences. */
const wideColumns = 92;
const maximumColumns = 98;

export type AccountFormProps = {
	/** Undefined for a new one. */
	readonly account: Account | undefined;
	/** The broker in use: a new account becomes one of its. */
	readonly environment: BrokerEnvironment;
	readonly columns: number;
	/** The account as it is now; undefined when nothing was changed. */
	readonly onDone: (saved: Account | undefined) => void;
};

/** Add an account, or change one. Lies over the screen, so that no letter typed here is a command there. */
export function AccountForm({account, environment, columns, onDone}: AccountFormProps) {
	const {program, notify} = useTerminal();
	const {accounts} = program.services;
	const width = Math.min(columns, maximumColumns);
	const isWide = width >= wideColumns;
	const cancel = () => {
		onDone(undefined);
	};

	if (account === undefined) {
		return (
			<Layer>
				<Form
					title={safe`Add an account   ${brokerWord(environment)}`}
					fields={newAccountFields(isWide)}
					columns={width}
					submitLabel="add"
					onCancel={cancel}
					onSubmit={async values => {
						const added = await accounts.add(toNewAccount(values));
						notify('done', safe`${toSafeText(accountLabel(added))} is added, and its secrets are sealed`);
						onDone(added);
					}}
				/>
			</Layer>
		);
	}

	return (
		<Layer>
			<Form
				title={safe`Update ${toSafeText(accountLabel(account))}   ${brokerWord(account.brokerEnv)}`}
				fields={updateFields(account, isWide)}
				columns={width}
				submitLabel="save"
				onCancel={cancel}
				onSubmit={async values => {
					const changes = toAccountChanges(account, values);
					if (Object.keys(changes).length === 0) {
						notify('information', trusted('nothing was changed'));
						onDone(account);
						return;
					}

					const updated = await accounts.update(account.accountId, changes);
					notify('done', safe`${toSafeText(accountLabel(updated))}: ${changesSentence(changes)}`);
					onDone(updated);
				}}
			/>
		</Layer>
	);
}

function brokerWord(environment: BrokerEnvironment): SafeText {
	return trusted(environment === 'live' ? 'LIVE' : 'SANDBOX');
}
