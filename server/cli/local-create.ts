/**
 * npm run local:create -- --name "…" --number 46 --zone America/Los_Angeles --email … --first … --last … [--trade …] [--city …]
 *
 * Opens a local, with its first administrator. A person with an account keeps its password; for a new one a password is
 * made and printed once. Needs DATABASE_URL; the demo of "npm start" makes its local by itself.
 */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { createAccount, findAccountId } from '../access/accounts.ts';
import { createPasswordHasher } from '../access/passwords.ts';
import { createLocal, createPerson } from '../commands/create-local.ts';
import { createDatabase, inLocal, type Sql } from '../database/connection.ts';
import { StartRefused } from '../database/start-refused.ts';
import { readEnvironment } from '../environment.ts';
import { uuidV7 } from '../../shared/values/uuid.ts';
import { readCommandLine } from './command-line.ts';
import { exitOnFailure } from './process-end.ts';

const filled = (name: string) =>
  v.pipe(v.string(`--${name} is missing.`), v.trim(), v.minLength(1, `--${name} is empty.`));
const isZone = (zone: string): boolean => Intl.supportedValuesOf('timeZone').includes(zone);

const optionsSchema = v.object({
  name: filled('name'),
  number: filled('number'),
  zone: v.pipe(filled('zone'), v.check(isZone, '--zone must be a time zone such as America/Los_Angeles.')),
  email: v.pipe(filled('email'), v.email('--email is not an e-mail address.')),
  first: filled('first'),
  last: filled('last'),
  trade: v.optional(v.string()),
  city: v.optional(v.string()),
});
type Options = v.InferOutput<typeof optionsSchema>;

function readOptions(): Options {
  const names = Object.keys(optionsSchema.entries);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const line = readCommandLine(import.meta.url, options);
  const parsed = v.safeParse(optionsSchema, line.values);
  if (!parsed.success) throw line.wrong(parsed.issues.map((issue) => issue.message).join('\n'));
  return parsed.output;
}

/** The password, when one had to be made. */
async function open(sql: Sql, options: Options): Promise<string | undefined> {
  const now = Date.now();
  const known = await findAccountId(sql, options.email);
  const password = known ? undefined : randomBytes(15).toString('base64url');
  const accountId =
    known ??
    (await createAccount(sql, {
      email: options.email,
      passwordHash: await createPasswordHasher().hash(password ?? ''),
    }));
  const localId = uuidV7(now, randomBytes(10));
  const { name, number, zone, trade, city, email, first, last } = options;
  await inLocal(sql, { localId }, async (tx) => {
    const more = { ...(trade ? { trade } : {}), ...(city ? { city } : {}) };
    await createLocal(tx, { id: localId, name, number, zone, ...more }, now);
    const person = { firstName: first, lastName: last, email, accountId, roles: ['admin'] as const };
    await createPerson(tx, localId, person, now);
  });
  return password;
}

await exitOnFailure(async () => {
  const options = readOptions();
  const { databaseUrl, preparedStatements } = readEnvironment();
  if (databaseUrl === undefined)
    throw new StartRefused(['DATABASE_URL is missing: set it to the role unionhall_app.']);
  const sql = createDatabase({ url: databaseUrl, max: 1, preparedStatements });
  try {
    const password = await open(sql, options);
    console.log(`${options.name} is open. ${options.email} is its administrator.`);
    console.log(
      password === undefined
        ? 'The account was there before and keeps its password.'
        : `Password, shown this once: ${password}\nChange it under “This device” after signing in.`,
    );
  } finally {
    await sql.end();
  }
});
