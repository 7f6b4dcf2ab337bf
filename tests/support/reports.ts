/** What the runners' JSON reports say: how many tests passed and failed, and the failed ones' names. */

export interface Count {
  readonly passed: number;
  /** By name, as a person would look for them. */
  readonly failed: readonly string[];
  /** Passed only at the second try. */
  readonly flaky?: readonly string[];
}

export type ReadReport = (report: unknown) => Count;

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A file that fails before its first test counts as one failure. */
export const readVitest: ReadReport = (report) => {
  const { numPassedTests, testResults } = report as VitestReport;
  const failed = testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    const names = tests.length === 0 && status === 'failed' ? ['before its first test'] : tests;
    return names.map((test) => `${name}: ${test}`);
  });
  return { passed: numPassedTests, failed };
};

interface SimulationReport {
  readonly seeds: number;
  readonly violations: readonly { readonly seed: number; readonly violations: readonly string[] }[];
  readonly controls: readonly { readonly control: string; readonly seed?: number }[];
}

/** Every seed and every control counts as a test. */
export const readSimulation: ReadReport = (report) => {
  const { seeds, violations, controls } = report as SimulationReport;
  const missed = controls.filter(({ seed }) => seed === undefined);
  return {
    passed: seeds - violations.length + controls.length - missed.length,
    failed: [
      ...violations.map(({ seed, violations: [first = ''] }) => `seed ${seed}: ${first.slice(0, 300)}`),
      ...missed.map(({ control }) => `control not caught: ${control}`),
    ],
  };
};

interface PlaywrightSuite {
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

const specsOf = (suite: PlaywrightSuite): NonNullable<PlaywrightSuite['specs']> => [
  ...(suite.specs ?? []),
  ...(suite.suites ?? []).flatMap(specsOf),
];

export const readPlaywright: ReadReport = (report) => {
  const { stats, ...root } = report as PlaywrightSuite & {
    readonly stats: { readonly expected: number; readonly flaky: number };
  };
  const named = (wanted: string): readonly string[] =>
    specsOf(root)
      .filter(({ tests }) => tests.some(({ status }) => status === wanted))
      .map(({ file, title }) => `${file}: ${title}`);
  return { passed: stats.expected + stats.flaky, failed: named('unexpected'), flaky: named('flaky') };
};
