import type {CommandConfig} from './command.ts';
import type {Register} from './command.ts';
export const registerSandbox: Register = () => {};
export async function sandboxControlUrl(_config: CommandConfig): Promise<string | undefined> {
	return undefined;
}
