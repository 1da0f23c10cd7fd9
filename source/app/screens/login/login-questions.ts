import {accountLabel, type Account} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Confirmation} from '../../../stores/navigation.ts';
import {obstacleOf} from './sign-in-all.ts';

type Question = Omit<Confirmation, 'answer'>;

/** What stands against this login, to be asked before anything is sent; undefined where it may simply begin. What cannot be opened needs no question: nothing is sent for it. */
export function startQuestion(account: Account, now: Date): Question | undefined {
	switch (obstacleOf(account, now)) {
		case 'password-refused': {
			return refusedQuestion(account, undefined);
		}

		case 'api-key-ended': {
			return {
				...question(account),
				lines: [
					broker(account, trusted('sends the stored password, and then the API key')),
					{
						label: trusted('API key'),
						text: safe`ended on ${toSafeText(account.apiKeyExpiresOn ?? '')}, by the day that stands here`,
					},
				],
				verb: 'log in all the same',
			};
		}

		default: {
			return undefined;
		}
	}
}

/** Asked before a password that the broker refused is sent once more. `attemptsLeft` where the refusal told. */
export function refusedQuestion(account: Account, attemptsLeft: number | undefined): Question {
	return {
		...question(account),
		lines: [
			broker(account, trusted('sends the same stored password once more')),
			...(account.isPasswordRefused === true
				? [{label: trusted('before'), text: trusted('the broker refused it; unchanged since')}]
				: []),
			{label: trusted('attempts left'), text: attemptsWords(attemptsLeft)},
		],
		verb: 'send it again',
	};
}

function question(account: Account): Pick<Question, 'title' | 'typeToConfirm' | 'isDangerous'> {
	return {
		title: safe`Log in ${toSafeText(accountLabel(account))} again`,
		typeToConfirm: undefined,
		isDangerous: true,
	};
}

function broker({brokerEnv}: Account, text: SafeText): Question['lines'][number] {
	return {label: trusted(brokerEnv === 'live' ? 'LIVE' : 'SANDBOX'), text};
}

function attemptsWords(attemptsLeft: number | undefined): SafeText {
	if (attemptsLeft === undefined) {
		return trusted('not told by the broker');
	}

	return attemptsLeft === 0
		? trusted('none: more attempts only prolong the lock')
		: safe`${attemptsLeft}, then the broker locks the account`;
}
