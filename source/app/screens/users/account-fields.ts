import type {Account, ApiKeyType} from '../../../domain/account.ts';
import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {Secret} from '../../../domain/secret.ts';
import {
	checkApiKey,
	checkApiKeyExpiresOn,
	checkName,
	checkPassword,
	checkTotpSecret,
	checkUserId,
	type FieldCheck,
} from '../../../services/account-rules.ts';
import type {AccountChanges, NewAccount} from '../../../services/services.ts';
import type {FormField, FormValues} from '../../components/form.tsx';

/** The same names as in `NewAccount` and `AccountChanges`, so that a refusal finds its field. */
export type AccountFieldId =
	'userId' | 'apiKeyType' | 'name' | 'password' | 'apiKey' | 'totpSecret' | 'apiKeyExpiresOn';
export type UpdateFieldId = Exclude<AccountFieldId, 'userId'>;

/** What empties an optional value that an empty field would leave as it is. */
const clearSign = '-';

const typeOptions = [
	{value: 'A', label: trusted('A')},
	{value: 'B', label: trusted('B')},
] as const;

/** Notes are cut where the form is narrow, so there they are short. */
type Notes = {readonly wide: string; readonly narrow: string};

const pick = (isWide: boolean, {wide, narrow}: Notes): SafeText => trusted(isWide ? wide : narrow);

/** The fields for a new account, in the order in which the broker's papers give them. */
export function newAccountFields(isWide: boolean): ReadonlyArray<FormField<AccountFieldId>> {
	const note = (wide: string, narrow: string) => pick(isWide, {wide, narrow});
	return [
		{
			id: 'userId',
			label: trusted('user id'),
			kind: 'text',
			initial: '',
			note: note('your mStock client code, like MA1234567', 'your client code'),
			validate: checkUserId,
		},
		{
			id: 'apiKeyType',
			label: trusted('type'),
			kind: 'choice',
			initial: 'A',
			options: typeOptions,
			note: note('of the API key; space or → changes it', 'of the API key'),
		},
		{
			id: 'name',
			label: trusted('name'),
			kind: 'text',
			initial: '',
			note: note('optional; how you call it', 'optional'),
			validate: checkName,
		},
		{
			id: 'password',
			label: trusted('password'),
			kind: 'secret',
			initial: '',
			note: note('sealed; at most 127 bytes', 'at most 127 bytes'),
			validate: checkPassword,
		},
		{
			id: 'apiKey',
			label: trusted('API key'),
			kind: 'secret',
			initial: '',
			note: note('sealed; at most 127 bytes', 'at most 127 bytes'),
			validate: checkApiKey,
		},
		{
			id: 'totpSecret',
			label: trusted('TOTP secret'),
			kind: 'secret',
			initial: '',
			note: note('optional; base32; makes codes here', 'optional; base32'),
			validate: checkTotpSecret,
		},
		{
			id: 'apiKeyExpiresOn',
			label: trusted('API key ends'),
			kind: 'text',
			initial: '',
			note: note('optional; a day like 2027-12-31', 'like 2027-12-31'),
			validate: checkApiKeyExpiresOn,
		},
	];
}

/** The fields of an account that is there. The user id is who it is, and is not among them. */
export function updateFields(account: Account, isWide: boolean): ReadonlyArray<FormField<UpdateFieldId>> {
	const note = (wide: string, narrow: string) => pick(isWide, {wide, narrow});
	const unchanged = note('unchanged if left empty', 'empty: unchanged');
	return [
		{
			id: 'apiKeyType',
			label: trusted('type'),
			kind: 'choice',
			initial: account.apiKeyType,
			options: typeOptions,
			note: note('of the API key; space or → changes it', 'of the API key'),
		},
		{
			id: 'name',
			label: trusted('name'),
			kind: 'text',
			initial: account.name,
			note: note('how you call it', ''),
			validate: checkName,
		},
		{
			id: 'password',
			label: trusted('password'),
			kind: 'secret',
			initial: '',
			note: unchanged,
			validate: unlessEmpty(checkPassword),
		},
		{
			id: 'apiKey',
			label: trusted('API key'),
			kind: 'secret',
			initial: '',
			note: unchanged,
			validate: unlessEmpty(checkApiKey),
		},
		{
			id: 'totpSecret',
			label: trusted('TOTP secret'),
			kind: 'secret',
			initial: '',
			note: account.hasTotpSecret
				? note('stored; empty: unchanged, - clears it', 'stored; - clears')
				: note('none stored; optional; base32', 'optional; base32'),
			validate: value => (value.trim() === clearSign ? undefined : checkTotpSecret(value)),
		},
		{
			id: 'apiKeyExpiresOn',
			label: trusted('API key ends'),
			kind: 'text',
			initial: account.apiKeyExpiresOn ?? '',
			note: note('a day like 2027-12-31; - clears it', 'a day; - clears'),
			validate: value => (value.trim() === clearSign ? undefined : checkApiKeyExpiresOn(value)),
		},
	];
}

export function toNewAccount(values: FormValues<AccountFieldId>): NewAccount {
	return {
		userId: values.userId.trim(),
		apiKeyType: toApiKeyType(values.apiKeyType),
		password: new Secret(values.password),
		apiKey: new Secret(values.apiKey.trim()),
		...(values.totpSecret.trim() === '' ? {} : {totpSecret: new Secret(values.totpSecret)}),
		...(values.name.trim() === '' ? {} : {name: values.name.trim()}),
		...(values.apiKeyExpiresOn.trim() === '' ? {} : {apiKeyExpiresOn: values.apiKeyExpiresOn.trim()}),
	};
}

/** Only what differs: what is not sent is not written. */
export function toAccountChanges(account: Account, values: FormValues<UpdateFieldId>): AccountChanges {
	const type = toApiKeyType(values.apiKeyType);
	const name = values.name.trim();
	const totpSecret = values.totpSecret.trim();
	const day = values.apiKeyExpiresOn.trim();
	const endsOn = day === '' || day === clearSign ? undefined : day;
	return {
		...(type === account.apiKeyType ? {} : {apiKeyType: type}),
		...(name === account.name ? {} : {name}),
		...(values.password === '' ? {} : {password: new Secret(values.password)}),
		...(values.apiKey.trim() === '' ? {} : {apiKey: new Secret(values.apiKey.trim())}),
		...(totpSecret === '' ? {} : {totpSecret: totpSecret === clearSign ? null : new Secret(totpSecret)}),
		...(endsOn === account.apiKeyExpiresOn ? {} : {apiKeyExpiresOn: endsOn ?? null}),
	};
}

/** What was changed, in words without any value: `password and API key changed, TOTP secret cleared`. */
export function changesSentence(changes: AccountChanges): SafeText {
	const {apiKeyType, name, password, apiKey, totpSecret, apiKeyExpiresOn} = changes;
	const changed = [
		...(name === undefined || name === '' ? [] : ['name']),
		...(password === undefined ? [] : ['password']),
		...(apiKey === undefined ? [] : ['API key']),
		...(totpSecret === undefined || totpSecret === null ? [] : ['TOTP secret']),
		...(apiKeyExpiresOn === undefined || apiKeyExpiresOn === null ? [] : ['end of the API key']),
	];
	const cleared = [
		...(name === '' ? ['name'] : []),
		...(totpSecret === null ? ['TOTP secret'] : []),
		...(apiKeyExpiresOn === null ? ['end of the API key'] : []),
	];
	return trusted(
		[
			...(apiKeyType === undefined ? [] : [`type is ${apiKeyType} now`]),
			...(changed.length === 0 ? [] : [`${joinWords(changed)} changed`]),
			...(cleared.length === 0 ? [] : [`${joinWords(cleared)} cleared`]),
		].join(', '),
	);
}

/** `password, API key and name` */
function joinWords(words: readonly string[]): string {
	const last = words.at(-1) ?? '';
	return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function toApiKeyType(value: string): ApiKeyType {
	return value === 'B' ? 'B' : 'A';
}

function unlessEmpty(check: FieldCheck): FieldCheck {
	return value => (value === '' ? undefined : check(value));
}
