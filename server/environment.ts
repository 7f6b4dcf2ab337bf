/**
 * The settings, read once from the environment and checked as a whole: every problem is reported in one go,
 * each naming its variable and what to do. No other file reads `process.env`.
 * What the settings mean together with a database (roles, migrations) is asked in database/start-checks.ts.
 */
import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import * as v from 'valibot';

export interface Settings {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Origin without a trailing slash, such as `https://hall.example`. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  readonly databaseDirectUrl: string | undefined;
  /** A superuser's, for `db:prepare` alone; the server has no use for it. */
  readonly databaseSuperUrl: string | undefined;
  readonly preparedStatements: boolean;
  readonly logLevel: LogLevel;
  readonly demoPassword: string | undefined;
  readonly metricsToken: string | undefined;
  readonly tokenKey: KeyObject | undefined;
  readonly sealKey: KeyObject | undefined;
  /** Signs the seals over the audit. */
  readonly auditKey: KeyObject | undefined;
  /** Where seals are kept outside of the database. */
  readonly auditDir: string;
  /** Number of proxies in front of the server whose `X-Forwarded-For` entries are believed. */
  readonly trustProxy: number;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export class EnvironmentError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

function wholeNumber(name: string, least: number, most: number, fallback: number) {
  const message = `${name} must be a whole number from ${least} to ${most}.`;
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,6}$/, message),
      v.transform(Number),
      v.minValue(least, message),
      v.maxValue(most, message),
    ),
    String(fallback),
  );
}

function postgresUrl(name: string) {
  return v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
        `${name} must look like postgres://user:password@host:5432/database.`,
      ),
    ),
  );
}

function ellipticKey(name: string) {
  return v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => parseEllipticKey(text) !== null,
        `${name} must be a private P-256 key as a JWK or PEM: make one with "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256".`,
      ),
      v.transform((text) => parseEllipticKey(text) ?? undefined),
    ),
  );
}

/** Null when the text is no private P-256 key. A PEM kept on one line may carry `\n` as two characters. */
export function parseEllipticKey(text: string): KeyObject | null {
  try {
    const key = text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(text.replaceAll('\\n', '\n'));
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}

const environmentSchema = v.object({
  NODE_ENV: v.optional(v.string(), 'development'),
  PORT: wholeNumber('PORT', 0, 65_535, 4600),
  HOST: v.optional(v.string(), '127.0.0.1'),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isBareOrigin,
        'PUBLIC_URL must be the address people open, without a path: https://hall.example.',
      ),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  DATA_DIR: v.optional(v.string(), '.data'),
  DATABASE_URL: postgresUrl('DATABASE_URL'),
  DATABASE_OWNER_URL: postgresUrl('DATABASE_OWNER_URL'),
  DATABASE_DIRECT_URL: postgresUrl('DATABASE_DIRECT_URL'),
  DATABASE_SUPER_URL: postgresUrl('DATABASE_SUPER_URL'),
  DATABASE_PREPARED: v.optional(
    v.picklist(
      ['on', 'off'],
      'DATABASE_PREPARED must be "on", or "off" behind PgBouncer in transaction mode.',
    ),
    'on',
  ),
  LOG_LEVEL: v.optional(v.picklist(logLevels, `LOG_LEVEL must be one of ${logLevels.join(', ')}.`), 'info'),
  UNIONHALL_DEMO_PASSWORD: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => [...text.normalize('NFKC')].length >= 15,
        'UNIONHALL_DEMO_PASSWORD must have at least 15 characters, or be left out so that one is generated.',
      ),
    ),
  ),
  METRICS_TOKEN: v.optional(
    v.pipe(v.string(), v.minLength(16, 'METRICS_TOKEN must have at least 16 characters, or be left out.')),
  ),
  TOKEN_KEY: ellipticKey('TOKEN_KEY'),
  SEAL_KEY: ellipticKey('SEAL_KEY'),
  AUDIT_KEY: ellipticKey('AUDIT_KEY'),
  AUDIT_DIR: v.optional(v.string()),
  TRUST_PROXY: wholeNumber('TRUST_PROXY', 0, 10, 0),
});

function isBareOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}

export type EnvironmentSource = Readonly<Record<string, string | undefined>>;

/** @throws EnvironmentError with every problem found. An empty variable counts as absent. */
export function readEnvironment(source: EnvironmentSource = process.env): Settings {
  const present = Object.fromEntries(
    Object.keys(environmentSchema.entries)
      .map((name) => [name, source[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = v.safeParse(environmentSchema, present);
  if (!parsed.success) throw new EnvironmentError(parsed.issues.map((issue) => issue.message));
  const values = parsed.output;
  return {
    production: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    databaseSuperUrl: values.DATABASE_SUPER_URL,
    preparedStatements: values.DATABASE_PREPARED === 'on',
    logLevel: values.LOG_LEVEL,
    demoPassword: values.UNIONHALL_DEMO_PASSWORD,
    metricsToken: values.METRICS_TOKEN,
    tokenKey: values.TOKEN_KEY,
    sealKey: values.SEAL_KEY,
    auditKey: values.AUDIT_KEY,
    auditDir: resolve(values.AUDIT_DIR ?? `${values.DATA_DIR}/audit`),
    trustProxy: values.TRUST_PROXY,
  };
}

/** The environment for a process we start: ours, with additions. */
export function childEnvironment(additions: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(inherited), ...additions };
}
