import type {EncryptionKey} from '../../../domain/encryption-key.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, wrapText} from '../../../presentation/fit.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {signOf, type Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {KeysService} from '../../../services/services.ts';
import type {Confirmation} from '../../../stores/navigation.ts';
import {dottedRule} from '../../components/dotted-rule.ts';
import type {Span} from '../../components/line.tsx';

export type MasterKeyLocation = Awaited<ReturnType<KeysService['masterKeyLocation']>>;

const labelColumns = 13;

/** What a new key means, before it is made. */
export function generateQuestion(keys: readonly EncryptionKey[]): Omit<Confirmation, 'answer'> {
	const active = keys.find(({state}) => state === 'active');
	return {
		title: trusted('Make a new key'),
		lines: [
			{label: trusted('makes'), text: trusted('a new data key, stored wrapped; it becomes active')},
			...(active === undefined
				? []
				: [
						{
							label: trusted('stays'),
							text: safe`key ${toSafeText(active.keyId)}, decrypt-only: it only opens what it sealed`,
						},
						{
							label: trusted('rows'),
							text: safe`${formatQuantity(active.rows, 'account')} under it; each moves when next written`,
						},
					]),
		],
		typeToConfirm: undefined,
		verb: 'make it',
		isDangerous: false,
	};
}

export type KeyFactsOptions = {
	readonly keys: readonly EncryptionKey[];
	readonly masterKey: MasterKeyLocation | undefined;
	readonly isSheetKept: boolean;
	readonly columns: number;
};

/** Below the table: where the master key is, whether it is kept elsewhere, and what is wrong with keys. The first line is the rule. */
export function keyFactLines({keys, masterKey, isSheetKept, columns}: KeyFactsOptions): ReadonlyArray<readonly Span[]> {
	const fact = (label: string, text: SafeText, role: Role = 'normal') =>
		wrapText(text, columns - labelColumns).map((row, index): readonly Span[] => [
			{text: fitText(trusted(index === 0 ? `  ${label}` : ''), labelColumns), role: 'dim'},
			{text: row, role},
		]);

	const plain = idsOf(keys.filter(({isWrapped}) => !isWrapped));
	const broken = idsOf(keys.filter(({isUsable}) => !isUsable));
	return [
		dottedRule(trusted('master key'), columns),
		...(masterKey === undefined ? [] : fact('where', locationWords(masterKey))),
		...fact(
			'recovery',
			isSheetKept
				? trusted('you kept a recovery sheet; p shows it again')
				: safe`${signOf('attention')} no recovery sheet is kept yet: p shows one to print or write down`,
			isSheetKept ? 'normal' : 'attention',
		),
		...(plain === undefined
			? []
			: fact(
					'plain',
					safe`${signOf('attention')} ${plain}: whoever has the database can open what it sealed. n makes a new key, stored wrapped; accounts move to it as they are next written.`,
					'attention',
				)),
		...(broken === undefined
			? []
			: fact(
					'unusable',
					safe`${signOf('failed')} ${broken}: this master key does not open it. Bring back the one that wrapped it, from the recovery sheet or a backup of config/.env.`,
					'failed',
				)),
	];
}

function locationWords({source, path}: MasterKeyLocation): SafeText {
	return source === 'environment'
		? trusted('in MSTOCK_MASTER_KEY, in the environment of this program')
		: safe`${toSafeText(path ?? 'config/.env')}; without it the vault cannot be opened`;
}

/** `key 1`, `keys 1, 2`; undefined for none. */
function idsOf(keys: readonly EncryptionKey[]): SafeText | undefined {
	if (keys.length === 0) {
		return undefined;
	}

	const ids = toSafeText(keys.map(({keyId}) => keyId).join(', '));
	return safe`${trusted(keys.length === 1 ? 'key' : 'keys')} ${ids}`;
}
