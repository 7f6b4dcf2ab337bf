/** What the runners' JSON reports say: how many tests passed and failed, and the failed ones' names. */

export interface Count {
  readonly passed: number;
  /** By name, as a person would look for them. */
  readonly failed: readonly string[];
  /** Passed only at the second try. */
  readonly flaky?: readonly string[];
}

export type ReadReport = (report: unknown) => Count;

const firstLine = (text: string): string => text.split('\n')[0]?.slice(0, 300) ?? '';

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A file that cannot be read, or whose set-up or clearing away fails, counts as one failure. */
export const readVitest: ReadReport = (report) => {
  const { numPassedTests, testResults } = report as VitestReport;
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    const names =
      tests.length === 0 && status === 'failed' ? [`outside its tests: ${firstLine(message)}`] : tests;
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
      ...violations.map(({ seed, violations: [first = ''] }) => `seed ${seed}: ${firstLine(first)}`),
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

/** An error outside every test, such as a file that cannot be read, counts as one failure. */
export const readPlaywright: ReadReport = (report) => {
  const { stats, errors, ...root } = report as PlaywrightSuite & {
    readonly stats: { readonly expected: number; readonly flaky: number };
    readonly errors: readonly { readonly message?: string }[];
  };
  const named = (wanted: string): readonly string[] =>
    specsOf(root)
      .filter(({ tests }) => tests.some(({ status }) => status === wanted))
      .map(({ file, title }) => `${file}: ${title}`);
  const outside = errors.map(({ message = 'an error outside its tests' }) => firstLine(message));
  return {
    passed: stats.expected + stats.flaky,
    failed: [...named('unexpected'), ...outside],
    flaky: named('flaky'),
  };
};
