import {Box} from 'ink';
import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {apiKeyEndCell, sessionCell} from '../../../presentation/columns/users.ts';
import {fitText} from '../../../presentation/fit.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClock} from '../../../presentation/time.ts';
import {Choice, type ChoiceItem} from '../../components/choice.tsx';
import {Line} from '../../components/line.tsx';
import {useNow} from '../../hooks/use-now.ts';
import {useContentSize} from '../../terminal-context.ts';
import {obstacleOf} from './sign-in-all.ts';

export type ChooseAccountProps = {
	/** Those of the present broker, in the order of Users. */
	readonly accounts: readonly Account[];
	readonly environment: BrokerEnvironment;
	/** How many accounts belong to the other broker. */
	readonly otherCount: number;
	/** Marked at first: the account that the screen was opened for. */
	readonly preferredId: string | undefined;
	/** Marked at first where nothing is preferred. */
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
	otherCount,
	preferredId,
	activeAccountId,
	isFocused,
	isStarting,
	rows,
	onChoose,
}: ChooseAccountProps) {
	const {columns} = useContentSize();
	const now = useNow('minute');
	const isPreferredHere = accounts.some(({accountId}) => accountId === preferredId);
	return (
		<Box flexDirection="column" height={rows} overflow="hidden">
			<Line spans={[]} />
			<Line
				spans={[
					{text: trusted('  Whom to log in?')},
					...(environment === 'live' ? [{text: trusted('   ')}, {text: trusted(' LIVE '), role: 'live' as const}] : []),
				]}
			/>
			<Line spans={[]} />
			<Box paddingLeft={2} flexDirection="column">
				<Choice
					key={preferredId ?? ''}
					items={accounts.map(account => choiceItem(account, now, columns >= wideColumns))}
					initialValue={isPreferredHere ? preferredId : activeAccountId}
					isFocused={isFocused && !isStarting}
					rows={Math.max(1, rows - 7)}
					onChoose={onChoose}
				/>
			</Box>
			<Line spans={[]} />
			<Line
				spans={[{text: trusted(isStarting ? '  one moment' : '  Enter sends the stored password, once.'), role: 'dim'}]}
			/>
			<Line
				spans={otherCount === 0 ? [] : [{text: safe`  ${otherBrokerWords(otherCount, environment)}`, role: 'dim'}]}
			/>
		</Box>
	);
}

/** From this width on the obstacles are whole sentences. */
const wideColumns = 90;

/** `2 accounts belong to the live broker: Settings changes to it.` */
export function otherBrokerWords(count: number, environment: BrokerEnvironment): SafeText {
	const other = trusted(environment === 'live' ? 'to the sandbox' : 'to the live broker');
	return safe`${formatQuantity(count, 'account')} ${trusted(count === 1 ? 'belongs' : 'belong')} ${other}: Settings changes to it.`;
}

function choiceItem(account: Account, now: Date, isWide: boolean): ChoiceItem<string> {
	return {
		value: account.accountId,
		label: toSafeText(accountLabel(account)),
		explanation: safe`${fitText(toSafeText(account.name), 18)}   ${stateWords(account, now, isWide)}`,
	};
}

function stateWords(account: Account, now: Date, isWide: boolean): SafeText {
	if (account.session === 'signed-in' && account.sessionEndsAt !== undefined) {
		return safe`${sessionCell(account).text} until ${formatClock(account.sessionEndsAt)}`;
	}

	switch (obstacleOf(account, now)) {
		case 'unopenable': {
			return trusted(isWide ? '✗ no known key opens its password' : '✗ no key opens it');
		}

		case 'password-refused': {
			return trusted(isWide ? '✗ the broker refused its password' : '✗ password refused');
		}

		case 'api-key-ended': {
			return isWide ? safe`${apiKeyEndCell(account, now).text}: its API key ended` : trusted('✗ API key ended');
		}

		default: {
			return sessionCell(account).text;
		}
	}
}
