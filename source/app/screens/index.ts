import type {ScreenDefinition} from './screen.ts';
import {Logs, logsTables} from './logs/logs.tsx';
import {Home, homeTables} from './home/home.tsx';
import {Login, loginTables} from './login/login.tsx';
import {Requests, requestsTables} from './requests/requests.tsx';
import {Keys, keysTables} from './keys/keys.tsx';
import {Health, healthTables} from './health/health.tsx';
import {Settings, settingsTables} from './settings/settings.tsx';
import {Help, helpTables} from './help/help.tsx';
import {Users, usersTables} from './users/users.tsx';
import {Welcome, welcomeTables} from './welcome/welcome.tsx';

/** Every screen, in the order of the menu. */
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
	{
		id: 'keys',
		title: 'Keys',
		shortTitle: 'Keys',
		letter: 'k',
		summary: 'The keys of the vault',
		component: Keys,
		tables: keysTables,
	},
	{
		id: 'health',
		title: 'Health',
		shortTitle: 'Health',
		letter: 'e',
		summary: 'What is wrong, and the fix beside it',
		component: Health,
		tables: healthTables,
	},
	{
		id: 'settings',
		title: 'Settings',
		shortTitle: 'Sett.',
		letter: 's',
		summary: 'Theme, environment, timeouts',
		component: Settings,
		tables: settingsTables,
	},
	{
		id: 'help',
		title: 'Help',
		shortTitle: 'Help',
		letter: '?',
		summary: 'How to get along here',
		component: Help,
		tables: helpTables,
	},
];

export const menuScreens: readonly ScreenDefinition[] = screens.filter(screen => screen.letter !== undefined);
