/** A function of the database, spoiled for a control. */
import postgres from 'postgres';

export async function spoilFunction(
  url: string,
  {
    function: name,
    edits,
  }: { readonly function: string; readonly edits: readonly (readonly [string, string])[] },
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql<{ text: string }[]>`select pg_get_functiondef(${name}::regproc) as text`;
    let text = row?.text ?? '';
    for (const [from, to] of edits) {
      if (text.split(from).length !== 2) throw new Error(`${name} does not have once: ${from}`);
      text = text.replace(from, to);
    }
    await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}
