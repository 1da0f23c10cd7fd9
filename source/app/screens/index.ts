import type {ScreenId} from '../../stores/navigation.ts';
import type {ScreenDefinition} from './screen.ts';
import {Logs, logsTables} from './logs/logs.tsx';
import {Placeholder} from './placeholder.tsx';
import {Home, homeTables} from './home/home.tsx';
import {Login, loginTables} from './login/login.tsx';
import {Requests, requestsTables} from './requests/requests.tsx';
import {Users, usersTables} from './users/users.tsx';
import {Welcome, welcomeTables} from './welcome/welcome.tsx';

function define(id: ScreenId, title: string, letter: string | undefined, summary: string): ScreenDefinition {
	return {id, title, shortTitle: title.slice(0, 7), letter, summary, component: Placeholder, tables: []};
}

/** Every screen, one line each, in the order of the menu. */
export const screens: readonly ScreenDefinition[] = [
	{
		id: 'welcome',
		title: 'Welcome',
		shortTitle: 'Welcome',
		letter: undefined,
		summary: 'Sandbox or live, where the vault is, demo accounts',
		component: Welcome,
		tables: welcomeTables,
	},
	{
		id: 'home',
		title: 'Home',
		shortTitle: 'Home',
		letter: 'h',
		summary: 'Who is signed in, until when, and what needs attention',
		component: Home,
		tables: homeTables,
	},
	{
		id: 'users',
		title: 'Users',
		shortTitle: 'Users',
		letter: 'u',
		summary: 'Broker accounts: add, update, delete',
		component: Users,
		tables: usersTables,
	},
	{
		id: 'login',
		title: 'Login',
		shortTitle: 'Login',
		letter: 'i',
		summary: 'Sign in with OTP or TOTP, sign out',
		component: Login,
		tables: loginTables,
	},
	{
		id: 'logs',
		title: 'Logs',
		shortTitle: 'Logs',
		letter: 'l',
		summary: 'What happened, live',
		component: Logs,
		tables: logsTables,
	},
	{
		id: 'requests',
		title: 'Requests',
		shortTitle: 'Reqs',
		letter: 'r',
		summary: 'Every exchange with the broker',
		component: Requests,
		tables: requestsTables,
	},
	define('keys', 'Keys', 'k', 'The keys of the vault'),
	define('health', 'Health', 'e', 'What is wrong, and the fix beside it'),
	define('settings', 'Settings', 's', 'Theme, environment, timeouts'),
	define('help', 'Help', '?', 'How to get along here'),
];

export const menuScreens: readonly ScreenDefinition[] = screens.filter(screen => screen.letter !== undefined);
