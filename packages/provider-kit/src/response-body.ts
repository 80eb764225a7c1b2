/** Thrown by `readBody`; the transport turns it into an error that names the request. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * A body in one piece of memory. Stops reading and throws `BodyTooLarge` past `bytesMax`; `bytesExpected` is what the
 * provider announced, and only a hint.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  { bytesMax, bytesExpected }: { bytesMax: number; bytesExpected: number | undefined },
): Promise<Buffer> {
  if (bytesExpected !== undefined && bytesExpected > bytesMax) throw new BodyTooLarge();
  let buffer = Buffer.allocUnsafe(Math.min(bytesExpected ?? bytesFirst, bytesAtOnceMax));
  let length = 0;
  for await (const chunk of chunks) {
    const needed = length + chunk.length;
    if (needed > bytesMax) throw new BodyTooLarge();
    if (needed > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(buffer.length * 2, needed), bytesMax));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
    buffer.set(chunk, length);
    length = needed;
  }
  return buffer.subarray(0, length);
}

const bytesFirst = 64 * 1024;
/** An announced size is believed up to here; more memory is taken as the bytes arrive. */
const bytesAtOnceMax = 64 * 1024 * 1024;
