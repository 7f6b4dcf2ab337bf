import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame } from './frames.ts';
import { decodeFrames, decodePage, encodeFrame, encodePage, mostFrameBytes } from './frames.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
async function read(bytes: Uint8Array, size: number): Promise<Frame<unknown>[]> {
  const frames: Frame<unknown>[] = [];
  for await (const frame of decodeFrames(inPieces(bytes, size))) frames.push(frame);
  return frames;
}

test('frames come out as they went in, however the network cuts them', async () => {
  const anyFrame = fc.record({
    header: fc.record({ frame: fc.string() }),
    body: fc.uint8Array({ maxLength: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyFrame, { maxLength: 5 }),
      fc.integer({ min: 1, max: 64 }),
      async (frames, size) => {
        const bytes = Buffer.concat(frames.map(({ header, body }) => encodeFrame(header, body)));
        const found = await read(bytes, size);
        expect(found.map(({ header, body }) => ({ header, body: Uint8Array.from(body) }))).toEqual(frames);
      },
    ),
    { numRuns: 40 },
  );
});
test('a stream that is cut yields whole frames only', async () => {
  const whole = encodeFrame({ frame: 'begin' }, new Uint8Array([1, 2, 3]));
  const bytes = Buffer.concat([whole, whole]);
  for (let end = 0; end < bytes.length; end += 1)
    expect(await read(bytes.subarray(0, end), 7)).toHaveLength(end < whole.length ? 0 : 1);
});
test('a frame that claims to be enormous is not ours', async () => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(4, mostFrameBytes);
  await expect(read(bytes, 8)).rejects.toThrow('not from unionhall');
});
test('a page keeps ids, versions and rows apart', () => {
  const ids = Uint8Array.from({ length: 32 }, (_, index) => index);
  const page = { ids, versions: Uint32Array.from([1, 2 ** 32 - 1]), rows: Uint8Array.from([9, 8, 7]) };
  expect(decodePage(encodePage(page), 2)).toEqual(page);
});
