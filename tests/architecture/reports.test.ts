/** What `npm test` counts: reports in the shape in which the runners wrote them, cut to what is read. */
import { describe, expect, test } from 'vitest';
import { readPlaywright, readSimulation, readVitest } from '../support/reports.ts';

describe('Vitest', () => {
  const file = (name: string, status: string, message = '', assertionResults: readonly object[] = []) => ({
    name: `/hall/${name}.test.ts`,
    status,
    message,
    assertionResults,
  });
  const one = (fullName: string, status: string) => ({ fullName, status });

  test('names each failed test with its file, and counts no skipped one', () => {
    const report = {
      numPassedTests: 3,
      testResults: [
        file('a', 'passed', '', [one('group holds', 'passed'), one('group later', 'skipped')]),
        file('b', 'failed', '', [
          one('adds', 'failed'),
          one('subtracts', 'passed'),
          one('divides', 'failed'),
          one('counts', 'passed'),
        ]),
      ],
    };
    const failed = ['/hall/b.test.ts: adds', '/hall/b.test.ts: divides'];
    expect(readVitest(report)).toEqual({ passed: 3, failed });
  });

  test('counts a file once that fails before its first test, in its set-up or after its last', () => {
    const report = {
      numPassedTests: 1,
      testResults: [
        file('a', 'failed', "Cannot find module './nowhere.ts'\n    at somewhere"),
        file('b', 'failed', 'no database', [one('never', 'skipped')]),
        file('c', 'failed', 'not cleared away', [one('fine', 'passed')]),
      ],
    };
    const failed = [
      "/hall/a.test.ts: outside its tests: Cannot find module './nowhere.ts'",
      '/hall/b.test.ts: outside its tests: no database',
      '/hall/c.test.ts: outside its tests: not cleared away',
    ];
    expect(readVitest(report)).toEqual({ passed: 1, failed });
  });
});

describe('the simulation', () => {
  test('counts seeds and controls, names a seed with what it broke and a control that nobody caught', () => {
    const report = {
      seeds: 100,
      violations: [{ seed: 17, violations: ['P2: taken twice', 'P6: another sum'] }],
      controls: [{ control: 'a cursor by timestamp', seed: 3 }, { control: 'no receipts' }],
    };
    const failed = ['seed 17: P2: taken twice', 'control not caught: no receipts'];
    expect(readSimulation(report)).toEqual({ passed: 100, failed });
  });

  test('without a violation nothing has failed', () => {
    expect(readSimulation({ seeds: 5, violations: [], controls: [] })).toEqual({ passed: 5, failed: [] });
  });
});

describe('Playwright', () => {
  const spec = (title: string, status: string) => ({ title, file: 'a.spec.ts', tests: [{ status }] });
  const stats = { expected: 1, unexpected: 0, flaky: 0, skipped: 0 };

  test('names what failed and what passed at the second try, in groups too; both tries are one test', () => {
    const report = {
      stats: { expected: 1, unexpected: 2, flaky: 1, skipped: 1 },
      errors: [],
      suites: [
        {
          specs: [spec('holds', 'expected'), spec('breaks', 'unexpected')],
          suites: [
            {
              specs: [
                spec('second try', 'flaky'),
                spec('later', 'skipped'),
                spec('breaks inside', 'unexpected'),
              ],
            },
          ],
        },
      ],
    };
    expect(readPlaywright(report)).toEqual({
      passed: 2,
      failed: ['a.spec.ts: breaks', 'a.spec.ts: breaks inside'],
      flaky: ['a.spec.ts: second try'],
    });
  });

  test('counts a file that cannot be read, though no test of it is known', () => {
    const errors = [{ message: "Error: Cannot find module '/hall/nowhere'\n    at somewhere" }, {}];
    expect(readPlaywright({ stats: { ...stats, expected: 0 }, errors, suites: [] })).toEqual({
      passed: 0,
      failed: ["Error: Cannot find module '/hall/nowhere'", 'an error outside its tests'],
      flaky: [],
    });
  });

  test('without a failure nothing has failed', () => {
    const report = { stats, errors: [], suites: [{ specs: [spec('holds', 'expected')] }] };
    expect(readPlaywright(report)).toEqual({ passed: 1, failed: [], flaky: [] });
  });
});
