import type {Config} from '../../../config.ts';
import type {BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {version} from '../../../domain/version.ts';
import {fitText, truncateText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Status} from '../../../stores/status.ts';
import {dottedRule} from '../../components/dotted-rule.ts';
import type {Span} from '../../components/line.tsx';

export type FactLinesOptions = {
	readonly config: Pick<Config, 'paths' | 'database' | 'apiUrl' | 'environment'>;
	readonly environment: BrokerEnvironment;
	readonly database: Status['database'];
	/** Of Node, e.g. `v24.21.0`. */
	readonly nodeVersion: string;
	readonly columns: number;
};

/** What cannot be changed here: where things are. The first line is the rule. */
export function factLines(options: FactLinesOptions): ReadonlyArray<readonly Span[]> {
	const {config, columns} = options;
	const fact = (label: string, value: SafeText): readonly Span[] => [
		{text: fitText(trusted(`  ${label}`), 17), role: 'dim'},
		{text: truncateText(value, Math.max(0, columns - 17))},
	];

	return [
		dottedRule(trusted('where things are'), columns),
		fact('home folder', toSafeText(config.paths.root)),
		fact('database', databaseWords(options)),
		fact('broker', brokerWords(options)),
		fact('settings', toSafeText(config.paths.settingsFile)),
		fact('secrets', toSafeText(config.paths.envFile)),
		fact('log file', toSafeText(config.paths.logFile)),
		fact('program', safe`mStock Terminal ${trusted(version)}, Node ${toSafeText(options.nodeVersion)}`),
		[],
		[{text: trusted('  Database and addresses come from the environment and config/.env;'), role: 'dim'}],
		[{text: trusted('  a change there holds from the next start on.'), role: 'dim'}],
	];
}

function databaseWords({config, database}: FactLinesOptions): SafeText {
	const settings = config.database;
	const place =
		settings.client === 'sqlite'
			? toSafeText(settings.file)
			: safe`${toSafeText(settings.database)} at ${toSafeText(settings.host)}:${settings.port}`;
	return database.state === 'ready' ? safe`${toSafeText(database.server)}, ${place}` : place;
}

function brokerWords({config, environment}: FactLinesOptions): SafeText {
	if (config.apiUrl !== undefined && environment === config.environment) {
		return toSafeText(config.apiUrl);
	}

	return environment === 'live'
		? trusted('https://api.mstock.trade')
		: trusted('the built-in sandbox, found or started when it is needed');
}
