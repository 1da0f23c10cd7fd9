/**
A plaintext secret for the length of one call. Prints, logs and serialises as `[secret]`, wherever it ends up by mistake.

Call `reveal()` only at the place that seals it or sends it.
*/
export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	reveal(): string {
		return this.#value;
	}

	get isEmpty(): boolean {
		return this.#value === '';
	}

	toString(): string {
		return '[secret]';
	}

	toJSON(): string {
		return '[secret]';
	}

	// What console.log and util.inspect ask for; the registry symbol spares the domain an import of node:util.
	[Symbol.for('nodejs.util.inspect.custom')](): string {
		return '[secret]';
	}
}
