/** A database for one run: a copy of a migrated template; it can be put aside and put back. */
import postgres from 'postgres';
import { quoteIdentifier } from '../../server/database/roles.ts';

export interface SimDatabase {
  readonly appUrl: string;
  readonly superUrl: string;
  drop(): Promise<void>;
}

export interface Postgres {
  readonly superUrl: string;
  readonly appUrl: string;
  readonly template: string;
}

export async function createSimDatabase(given: Postgres, name: string): Promise<SimDatabase> {
  const quoted = quoteIdentifier(name);
  await asSuperuser(given.superUrl, `create database ${quoted} template ${quoteIdentifier(given.template)}`);
  await asSuperuser(
    given.superUrl,
    `grant connect on database ${quoted} to unionhall_app, unionhall_reporting`,
  );
  return {
    appUrl: inDatabase(given.appUrl, name),
    superUrl: inDatabase(given.superUrl, name),
    drop: () => asSuperuser(given.superUrl, `drop database if exists ${quoted} with (force)`),
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
