/** A database for one run: a copy of a migrated template; it can be put aside and put back. */
import postgres from 'postgres';
import { quoteIdentifier } from '../../server/database/roles.ts';
import { actAs, realRest } from './virtual-world.ts';

export interface SimDatabase {
  readonly appUrl: string;
  readonly superUrl: string;
  /** Keeps the database as it stands now. Nobody may be connected. */
  keepCopy(): Promise<void>;
  readonly hasCopy: () => boolean;
  /** The older copy takes its place. */
  putBack(): Promise<void>;
  drop(): Promise<void>;
}

export interface Postgres {
  readonly superUrl: string;
  readonly appUrl: string;
  readonly template: string;
}

export async function createSimDatabase(given: Postgres, name: string): Promise<SimDatabase> {
  // Nothing of the run may be drawn for what stands outside of it.
  const outside = { name: 'the operator', skew: 0 };
  const asSuper = (statement: string): Promise<void> =>
    actAs(outside, () => asSuperuser(given.superUrl, statement));
  const copyName = `${name}_copy`;
  let hasCopy = false;
  const drop = (which: string): Promise<void> =>
    asSuper(`drop database if exists ${quoteIdentifier(which)} with (force)`);
  const copy = async (from: string, to: string): Promise<void> => {
    await drop(to);
    await actAs(outside, () => untilNobodyIsConnected(given.superUrl, from));
    await asSuper(`create database ${quoteIdentifier(to)} template ${quoteIdentifier(from)}`);
    await asSuper(`grant connect on database ${quoteIdentifier(to)} to unionhall_app, unionhall_reporting`);
  };
  await copy(given.template, name);
  return {
    appUrl: inDatabase(given.appUrl, name),
    superUrl: given.superUrl,
    keepCopy: async () => {
      await copy(name, copyName);
      hasCopy = true;
    },
    hasCopy: () => hasCopy,
    putBack: () => copy(copyName, name),
    drop: async () => {
      await drop(name);
      await drop(copyName);
    },
  };
}

/** A process of Postgres whose socket was torn takes a moment to notice. */
async function untilNobodyIsConnected(url: string, name: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    for (;;) {
      const left = await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
      if (left.length === 0) return;
      await realRest(5);
    }
  } finally {
    await sql.end();
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

const inUse = '55006';
const mostTries = 20;

/** A torn connection's process leaves its database when the machine lets it; until then the statement is refused. */
async function asSuperuser(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    for (let tries = 1; ; tries += 1)
      try {
        return void (await sql.unsafe(statement));
      } catch (error) {
        const isInUse = error instanceof postgres.PostgresError && error.code === inUse;
        if (!isInUse || tries === mostTries) throw error;
        await realRest(250);
      }
  } finally {
    await sql.end();
  }
}
