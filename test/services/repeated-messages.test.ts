import {describe, expect, test} from 'vitest';
import {createRepeatedMessages} from '../../source/services/repeated-messages.ts';

function createFixture() {
	let time = Date.UTC(2026, 10, 24);
	const lines: string[] = [];
	const say = createRepeatedMessages<'WARN' | 'ERROR'>({
		now: () => new Date(time),
		write(level, message) {
			lines.push(`${level} ${message}`);
		},
	});
	return {
		lines,
		say,
		pass: (milliseconds: number) => {
			time += milliseconds;
		},
	};
}

describe('repeated messages', () => {
	test('of an outage are written once, then once a minute with how often they came', () => {
		const {lines, say, pass} = createFixture();
		for (let milliseconds = 0; milliseconds <= 120_000; milliseconds += 100) {
			say('WARN', 'no connection');
			pass(100);
		}

		expect(lines).toEqual([
			'WARN no connection',
			'WARN no connection (repeated 599 times before)',
			'WARN no connection (repeated 599 times before)',
		]);
	});

	test('do not hold others back, and none are lost when the clock is set back', () => {
		const {lines, say, pass} = createFixture();
		say('WARN', 'one');
		say('ERROR', 'two');
		say('WARN', 'one');
		pass(-3_600_000);
		say('WARN', 'one');
		expect(lines).toEqual(['WARN one', 'ERROR two', 'WARN one (repeated once before)']);
	});

	test('that all differ are not remembered for ever', () => {
		const {lines, say} = createFixture();
		for (let number = 0; number <= 100; number++) {
			say('WARN', `message ${number}`);
		}

		say('WARN', 'message 0');
		say('WARN', 'message 100');
		expect(lines).toHaveLength(102);
	});
});
