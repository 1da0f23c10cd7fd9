/** What the columns of our tables are made of, in the words of each dialect. A migration that has run does not change: nor may these. */

export type Dialect = 'mysql' | 'sqlite';

/** Something in the words of each dialect. */
export type PerDialect = Readonly<Record<Dialect, string>>;

export type ColumnDefinition = {readonly name: string; readonly type: PerDialect};

/** A nullable text column of so many characters, which holds every script even in a table of another character set. */
export function varchar(length: number): PerDialect {
	return {mysql: `VARCHAR(${length}) CHARACTER SET utf8mb4 NULL`, sqlite: `VARCHAR(${length}) NULL`};
}

/** The same words for both. */
export function same(type: string): PerDialect {
	return {mysql: type, sqlite: type};
}

/** An instant to the second, as the original has it. Spelled out, because what TIMESTAMP implies differs by server and setting. */
export const timestamp: PerDialect = {mysql: 'TIMESTAMP NULL DEFAULT NULL', sqlite: 'TIMESTAMP NULL'};

const sqliteNow = "(strftime('%Y-%m-%d %H:%M:%f', 'now'))";

export const createdTimestamp: PerDialect = {
	mysql: 'TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP',
	sqlite: `TIMESTAMP NULL DEFAULT ${sqliteNow}`,
};

/** SQLite has no ON UPDATE: there the models do it. */
export const updatedTimestamp: PerDialect = {
	mysql: 'TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
	sqlite: `TIMESTAMP NULL DEFAULT ${sqliteNow}`,
};

export const autoId: PerDialect = {
	mysql: 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY',
	sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
};

/** The inside of a CREATE TABLE's parentheses. */
export function tableBody(columns: readonly ColumnDefinition[], dialect: Dialect): string {
	return columns.map(({name, type}) => `${name} ${type[dialect]}`).join(', ');
}
