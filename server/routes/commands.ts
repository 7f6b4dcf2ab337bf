/** Commands over REST: `POST /api/v1/commands/{name}`; the body is the command's input, by field. */
import { Hono } from 'hono';
import * as v from 'valibot';
import type { Command } from '../../shared/commands/command.ts';
import type { JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Access } from '../access/access.ts';
import { authenticate, selectSeat } from '../access/authenticate.ts';
import { readBody } from '../access/json-body.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import { readChangeId, refusedAnswer } from './answers.ts';
import type { AskerDependencies, SeatedContext } from './asker.ts';
import { contextOf, refuseSeat } from './asker.ts';
import type { WritePath } from './write-path.ts';

export interface CommandDependencies extends AskerDependencies {
  readonly access: Access;
  readonly commands: ReadonlyMap<string, Command>;
  readonly writing: WritePath;
}

const Input = v.custom<JsonObject>(isJsonObject, 'An object of fields is expected.');

export function createCommandRoutes(deps: CommandDependencies): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  routes.use('*', authenticate(deps.access), selectSeat(deps.access));
  routes.post('/:name', (c) => run(c, deps));
  return routes;
}

async function run(c: SeatedContext, deps: CommandDependencies): Promise<Response> {
  const name = c.req.param('name') ?? '';
  if (!deps.commands.has(name)) {
    const known = [...deps.commands.keys()];
    return c.json({ error: { code: 'unknown_command', message: 'There is no such command.', known } }, 404);
  }
  const body = await readBody(c, Input);
  if (!body.ok) return body.response;
  const key = readChangeId(c, deps.now());
  if (!key.ok) return key.response;
  const answer = await deps.writing.runCommand(contextOf(c), key.id, name, body.value);
  if (!answer) return refuseSeat(c);
  // The command's own name is no secret: what its author may not do is said as such.
  const refused = await refusedAnswer(c, answer, async () => true);
  return (
    refused ??
    c.json({
      outcome: answer.outcome,
      result: answer.result ?? null,
      ...(answer.row ? { row: answer.row } : {}),
    })
  );
}
