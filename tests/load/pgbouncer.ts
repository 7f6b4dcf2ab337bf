/** PgBouncer in transaction mode, as a process of its own, where it is installed (`apt-get install pgbouncer`). */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { findUnprivilegedUser } from '../../server/database/unprivileged-user.ts';
import { freePort } from '../bench/child.ts';

export interface Pooler {
  /** The same database and role, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

const program = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(
  (path) => existsSync(path),
);
const readyWithinMs = 5_000;

/** Undefined where it is not installed. */
export async function startPooler(databaseUrl: string, parent: string): Promise<Pooler | undefined> {
  if (program === undefined) return undefined;
  const folder = join(parent, 'pgbouncer');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const direct = new URL(databaseUrl);
  const port = await freePort();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o644 });
    return join(folder, name);
  };
  const users = file('users.txt', `"${direct.username}" "${decodeURIComponent(direct.password)}"\n`);
  const settings = file(
    'pgbouncer.ini',
    [
      '[databases]',
      `* = host=${direct.hostname} port=${direct.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      'max_client_conn = 200',
      'default_pool_size = 16',
      '',
    ].join('\n'),
  );
  const user = findUnprivilegedUser();
  const child = spawn(program, [settings], {
    stdio: 'ignore',
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('error', () => undefined);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    child.kill('SIGINT');
    if (child.exitCode === null && child.signalCode === null) await exit;
  };
  if (!(await answers(port))) {
    await stop();
    throw new Error('PgBouncer did not come up.');
  }
  direct.port = String(port);
  return { url: direct.href, stop };
}

async function answers(port: number): Promise<boolean> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
    if (isThere) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
