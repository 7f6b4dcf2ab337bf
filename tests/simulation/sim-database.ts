/** A database for one run: a copy of a migrated template; it can be put aside and put back. */
import postgres from 'postgres';
import { quoteIdentifier } from '../../server/database/roles.ts';

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
  const asSuper = (statement: string): Promise<void> => asSuperuser(given.superUrl, statement);
  const copyName = `${name}_copy`;
  let hasCopy = false;
  const drop = (which: string): Promise<void> =>
    asSuper(`drop database if exists ${quoteIdentifier(which)} with (force)`);
  const copy = async (from: string, to: string): Promise<void> => {
    await drop(to);
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

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
