/** Reads the floors' NDJSON as it arrives, a thousand rows of one entity at a time. */
export interface PlainRow {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface Batch {
  readonly entity: string;
  readonly rows: readonly PlainRow[];
}

export const rowsAtOnce = 1000;

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<readonly string[]> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}

const parse = (lines: readonly string[]): readonly PlainRow[] =>
  JSON.parse(`[${lines.join(',')}]`) as readonly PlainRow[];

export async function* rowBatches(address: string): AsyncGenerator<Batch> {
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) throw new Error(`${address} answered ${answer.status}.`);
  let entity = '';
  let held: string[] = [];
  for await (const lines of linesOf(answer.body)) {
    for (const line of lines) {
      if (!line.startsWith('#')) held.push(line);
      if (held.length < rowsAtOnce && !line.startsWith('#')) continue;
      if (held.length > 0) yield { entity, rows: parse(held) };
      held = [];
      if (line.startsWith('#')) entity = line.slice(1);
    }
  }
  if (held.length > 0) yield { entity, rows: parse(held) };
}
