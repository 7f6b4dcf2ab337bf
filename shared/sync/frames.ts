/**
 * Framing of a pull's answer, so that a device can store pages as received, without parsing them.
 *
 *   frame = headerLength u32 · bodyLength u32 · header (JSON, UTF-8) · body        (big-endian)
 *   body of a page = ids (16 bytes a row) · versions (u32 a row) · gzip(JSON array of rows without id and version)
 */
export interface Frame<Header> {
  readonly header: Header;
  readonly body: Uint8Array;
}

const nothing = new Uint8Array(0);
/** A frame larger than this is not ours. */
export const mostFrameBytes = 64 * 1024 * 1024;

export function encodeFrame(header: unknown, body: Uint8Array = nothing): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head.length);
  view.setUint32(4, body.length);
  bytes.set(head, 8);
  bytes.set(body, 8 + head.length);
  return bytes;
}

/** Takes bytes as they arrive and yields whole frames. A cut stream simply ends early; nothing half is yielded. */
export async function* decodeFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame<unknown>> {
  let held: Uint8Array = nothing;
  for await (const chunk of chunks) {
    held = join(held, chunk);
    for (let frame = takeFrame(held); frame; frame = takeFrame(held)) {
      yield frame.frame;
      held = held.subarray(frame.length);
    }
  }
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}

function takeFrame(bytes: Uint8Array): { frame: Frame<unknown>; length: number } | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0);
  const length = 8 + headerLength + view.getUint32(4);
  if (length > mostFrameBytes) throw new Error('This answer is not from unionhall: a frame is too large.');
  if (bytes.length < length) return undefined;
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  return { frame: { header, body: bytes.slice(8 + headerLength, length) }, length };
}

export interface PageBody {
  readonly ids: Uint8Array;
  readonly versions: Uint32Array;
  /** gzip of a JSON array of rows, without id and version. */
  readonly rows: Uint8Array;
}

export function encodePage(page: PageBody): Uint8Array {
  const count = page.versions.length;
  const bytes = new Uint8Array(count * 20 + page.rows.length);
  bytes.set(page.ids);
  const view = new DataView(bytes.buffer);
  page.versions.forEach((version, index) => view.setUint32(count * 16 + index * 4, version));
  bytes.set(page.rows, count * 20);
  return bytes;
}

export function decodePage(body: Uint8Array, count: number): PageBody {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const versions = Uint32Array.from({ length: count }, (_, index) => view.getUint32(count * 16 + index * 4));
  return { ids: body.slice(0, count * 16), versions, rows: body.slice(count * 20) };
}
