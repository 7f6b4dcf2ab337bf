/** A database for one run: a copy of a migrated template; it can be put aside and put back. */
import type { Socket } from 'node:net';
import postgres from 'postgres';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase } from '../../server/database/connection.ts';
import { connectTo } from '../../server/database/guarded-socket.ts';
import { quoteIdentifier } from '../../server/database/roles.ts';
import { asSuperuser, inDatabase } from '../support/as-superuser.ts';
import { actAs, outside, realRest } from './virtual-world.ts';

export interface SimDatabase {
  readonly appUrl: string;
  /** Past the gate: for setting up, and for looking. Another one after the older copy has taken its place. */
  readonly sql: Sql;
  /** Keeps the database as it stands now. The server must be down. */
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
  const asSuper = (statement: string): Promise<void> =>
    actAs(outside, () => asSuperuser(given.superUrl, statement, realRest));
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
  const appUrl = inDatabase(given.appUrl, name);
  let sql = lookInto(appUrl);
  const standStill = async (work: () => Promise<void>): Promise<void> => {
    await sql.end();
    await work();
    sql = lookInto(appUrl);
  };
  return {
    appUrl,
    get sql() {
      return sql;
    },
    keepCopy: async () => {
      await standStill(() => copy(name, copyName));
      hasCopy = true;
    },
    hasCopy: () => hasCopy,
    putBack: () => standStill(() => copy(copyName, name)),
    drop: async () => {
      await sql.end({ timeout: 0 });
      await drop(name);
      await drop(copyName);
    },
  };
}

const lookInto = (url: string): Sql =>
  actAs(outside, () => {
    const { hostname, port } = new URL(url);
    // The handshake draws, and a new connection may be needed in the middle of a run.
    const socket = (): Promise<Socket> => actAs(outside, () => connectTo(hostname, Number(port)));
    return createDatabase({ url, max: 2, socket });
  });

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
