/**
 * What a machine without configured secrets makes for itself once: database passwords, keys, the demo password,
 * the port of the private Postgres. Kept in one JSON file that only the owner may read (mode 0600).
 * Production never comes here: start-checks.ts refuses to start without real secrets.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SecretStore {
  /** The value under this name; made and written down when it is not there yet. */
  getOrMake(name: string, make: () => string): string;
  find(name: string): string | undefined;
  put(name: string, value: string): void;
}

export function openSecretStore(dataDir: string): SecretStore {
  const path = join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });

  const put = (name: string, value: string) => {
    const next = { ...readSecrets(path), [name]: value };
    // Written beside and renamed, so that a crash leaves the old file or the new one, never half of one.
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  };

  return {
    find: (name) => readSecrets(path)[name],
    put,
    getOrMake(name, make) {
      const known = readSecrets(path)[name];
      if (known !== undefined) return known;
      const made = make();
      put(name, made);
      return made;
    },
  };
}

function readSecrets(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new Error(
      `${path} is damaged: restore it from a backup, or delete the whole folder to start anew.`,
    );
  }
}

export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}
