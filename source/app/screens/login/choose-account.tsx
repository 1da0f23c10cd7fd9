import {Box} from 'ink';
import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {sessionCell} from '../../../presentation/columns/users.ts';
import {fitText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClock} from '../../../presentation/time.ts';
import {Choice, type ChoiceItem} from '../../components/choice.tsx';
import {Line} from '../../components/line.tsx';

export type ChooseAccountProps = {
	readonly accounts: readonly Account[];
	readonly environment: BrokerEnvironment;
	/** Listed first and marked. */
	readonly preferredId: string | undefined;
	/** Marked where nothing is preferred. */
	readonly activeAccountId: string | undefined;
	readonly isFocused: boolean;
	readonly isStarting: boolean;
	readonly rows: number;
	readonly onChoose: (accountId: string) => void;
};

/** Whom to log in. Arrows and Enter only: a stray digit must not send a password. */
export function ChooseAccount({
	accounts,
	environment,
	preferredId,
	activeAccountId,
	isFocused,
	isStarting,
	rows,
	onChoose,
}: ChooseAccountProps) {
	const preferred = accounts.filter(({accountId}) => accountId === preferredId);
	const ordered = [...preferred, ...accounts.filter(({accountId}) => accountId !== preferredId)];
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={[]} />
			<Line spans={[{text: trusted('  Whom to log in?')}]} />
			<Line spans={[]} />
			<Box paddingLeft={2} flexDirection="column">
				<Choice
					key={preferredId ?? ''}
					items={ordered.map(account => choiceItem(account, environment))}
					initialValue={preferredId ?? activeAccountId}
					isFocused={isFocused && !isStarting}
					rows={Math.max(1, rows - 6)}
					onChoose={onChoose}
				/>
			</Box>
			<Line spans={[]} />
			<Line
				spans={[{text: trusted(isStarting ? '  one moment' : '  Enter sends the stored password, once.'), role: 'dim'}]}
			/>
		</Box>
	);
}

function choiceItem(account: Account, environment: BrokerEnvironment): ChoiceItem<string> {
	return {
		value: account.accountId,
		label: toSafeText(accountLabel(account)),
		explanation: safe`${fitText(toSafeText(account.name), 18)}   ${stateWords(account, environment)}`,
	};
}

function stateWords(account: Account, environment: BrokerEnvironment): SafeText {
	if (account.brokerEnv !== environment) {
		return trusted(account.brokerEnv === 'live' ? '○ of the live broker' : '○ of the sandbox');
	}

	if (account.sealing === 'unopenable') {
		return trusted('✗ no known key opens its password');
	}

	return account.session === 'signed-in' && account.sessionEndsAt !== undefined
		? safe`${sessionCell(account).text} until ${formatClock(account.sessionEndsAt)}`
		: sessionCell(account).text;
}
