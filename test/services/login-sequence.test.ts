import {describe, expect, test} from 'vitest';
import {createLoginSequence} from '../../source/services/login-sequence.ts';

const at = new Date('2026-11-24T05:12:04.123Z');

describe('a login sequence id', () => {
	test('is the second in IST and six random digits', () => {
		const next = createLoginSequence(
			() => at,
			() => 0.000_171,
		);
		expect(next()).toBe('261124104204000171');
	});

	test('never repeats within a process, even with a stuck random source in one second', () => {
		const next = createLoginSequence(
			() => at,
			() => 0.5,
		);
		const first = next();
		const second = next();
		expect(second).not.toBe(first);
		expect(second).toMatch(/^\d{18}$/);
	});
});
