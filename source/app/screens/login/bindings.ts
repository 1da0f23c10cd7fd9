import {defineBindings} from '../../keymap/binding.ts';

/** While no login is under way. */
export const loginBindings = defineBindings('Login', [
	{
		id: 'login.signInAll',
		keys: ['a'],
		label: 'sign in all',
		help: 'Walk the accounts that are signed out, one after another',
	},
	{id: 'login.addAccount', keys: ['u'], label: 'users', help: 'Go to Users, where accounts are added'},
]);

/** While a code is awaited. Letters stay commands; only digits are typed. */
export const codeBindings = defineBindings('Code', [
	{
		id: 'code.digit',
		keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
		label: 'digits',
		help: 'The code, three to six digits',
		isInFooter: false,
	},
	{
		id: 'code.paste',
		keys: ['paste'],
		label: 'paste',
		help: 'Paste the code; only its digits are taken',
		isInFooter: false,
	},
	{id: 'code.send', keys: ['enter'], label: 'send', help: 'Send the code, once'},
	{
		id: 'code.backspace',
		keys: ['backspace', 'delete'],
		label: 'delete',
		help: 'Delete the last digit',
		isInFooter: false,
	},
	{id: 'code.clear', keys: ['ctrl+u'], label: 'clear', help: 'Delete all digits', isInFooter: false},
	{
		id: 'code.switch',
		keys: ['t'],
		label: 'OTP or TOTP',
		help: 'Use the other second factor: an OTP by message, or a TOTP of your authenticator',
	},
	{id: 'code.resend', keys: ['r'], label: 'new OTP', help: 'Have a new OTP sent: the login once more'},
	{
		id: 'code.storedTotp',
		keys: ['s'],
		label: 'stored TOTP',
		help: 'Make the code from the TOTP secret in the vault and send it',
	},
	{id: 'code.skip', keys: ['n'], label: 'next account', help: 'Leave this account out and go on with the next one'},
	{id: 'code.leave', keys: ['escape'], label: 'leave', help: 'Leave this login; nothing is signed in'},
]);

/** When a login has failed. */
export const failedBindings = defineBindings('Failed login', [
	{id: 'failed.again', keys: ['enter'], label: 'try again', help: 'Start this login anew: the password is sent again'},
	{id: 'failed.update', keys: ['u'], label: 'update account', help: 'Go to Users, to correct password or API key'},
	{id: 'failed.log', keys: ['f'], label: 'its log', help: 'Everything that was logged about this login'},
	{id: 'failed.skip', keys: ['n'], label: 'next account', help: 'Leave this account out and go on with the next one'},
	{id: 'failed.leave', keys: ['escape'], label: 'back', help: 'Back to the accounts'},
]);

/** When a session is shown. */
export const sessionBindings = defineBindings('Session', [
	{id: 'session.done', keys: ['enter'], label: 'go on', help: 'To Home'},
	{id: 'session.logout', keys: ['o'], label: 'log out', help: 'End this session at the broker and here'},
	{id: 'session.again', keys: ['l'], label: 'log in anew', help: 'Log in once more; the present session is replaced'},
	{id: 'session.log', keys: ['f'], label: 'its log', help: 'Everything that was logged about this login'},
	{id: 'session.back', keys: ['escape'], label: 'accounts', help: 'Back to the accounts'},
]);

/** When all accounts were walked. */
export const summaryBindings = defineBindings('Signed in all', [
	{id: 'summary.close', keys: ['enter', 'escape'], label: 'go on', help: 'Back to the accounts'},
]);
