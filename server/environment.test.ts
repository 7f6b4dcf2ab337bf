import { describe, expect, test } from 'vitest';
import { makePrivateKey } from './access/keys.ts';
import { settingsRefusals } from './database/start-checks.ts';
import { EnvironmentError, readEnvironment } from './environment.ts';

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  test('none at all are enough to try unionhall out', () => {
    expect(readEnvironment({})).toMatchObject({
      production: false,
      port: 4600,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:4600',
      preparedStatements: true,
      logLevel: 'info',
      trustProxy: 0,
      databaseUrl: undefined,
      tokenKey: undefined,
    });
  });

  test('an empty variable is an absent one', () => {
    expect(readEnvironment({ PORT: '', PUBLIC_URL: ' ', DATABASE_URL: '' })).toMatchObject({
      port: 4600,
      databaseUrl: undefined,
    });
  });

  test('every problem is told at once, by name, with what to do', () => {
    const problems = problemsOf({
      PORT: '70000',
      PUBLIC_URL: 'https://hall.example/app',
      DATABASE_URL: 'mysql://root@localhost/hall',
      DATABASE_PREPARED: 'no',
      LOG_LEVEL: 'loud',
      UNIONHALL_DEMO_PASSWORD: 'short',
      TOKEN_KEY: 'not a key',
      TRUST_PROXY: '-1',
    });
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'DATABASE_PREPARED',
      'LOG_LEVEL',
      'UNIONHALL_DEMO_PASSWORD',
      'TOKEN_KEY',
      'TRUST_PROXY',
    ]) {
      expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
    expect(problems.join()).not.toContain('root@');
  });

  test('a key is taken as PEM, as PEM on one line, and as JWK; another curve is not', () => {
    const key = makePrivateKey();
    const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
    const jwk = JSON.stringify(key.export({ format: 'jwk' }));
    for (const text of [pem, pem.replaceAll('\n', '\\n'), jwk]) {
      expect(readEnvironment({ TOKEN_KEY: text }).tokenKey?.equals(key)).toBe(true);
    }
    const publicOnly = JSON.stringify({ ...(JSON.parse(jwk) as object), d: undefined });
    expect(problemsOf({ SEAL_KEY: publicOnly })).toHaveLength(1);
  });
});

describe('production', () => {
  test('is refused without database and secrets, each by name', () => {
    const refusals = settingsRefusals(
      readEnvironment({ NODE_ENV: 'production', UNIONHALL_DEMO_PASSWORD: 'fifteen letters!' }),
    );
    expect(refusals.map((refusal) => refusal.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'TOKEN_KEY',
      'SEAL_KEY',
      'AUDIT_KEY',
      'UNIONHALL_DEMO_PASSWORD',
    ]);
  });

  test('starts with them', () => {
    const pem = makePrivateKey().export({ format: 'pem', type: 'pkcs8' }).toString();
    const settings = readEnvironment({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://unionhall_app:x@db.example/unionhall',
      TOKEN_KEY: pem,
      SEAL_KEY: pem,
      AUDIT_KEY: pem,
    });
    expect(settingsRefusals(settings)).toEqual([]);
  });
});
