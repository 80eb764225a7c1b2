import { createHash } from 'node:crypto';
import type { CloudEvent } from '@rollcall/schema';

/** A document of a report, as a webhook was sent it. */
export interface ReceivedDocument {
  readonly format: string;
  readonly mediaType: string;
  /** The same for the same report, and with nothing in it that a file system minds. */
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * The documents that an event about a report brought with it: none where they are large, which are fetched at the `path` that
 * `data.after.documents` tells. Throws for one whose bytes are not of its digest.
 */
export function documentsOf({ data }: Pick<CloudEvent, 'data'>): readonly ReceivedDocument[] {
  return (data.documents ?? []).map(({ format, mediaType, fileName, sha256, base64 }) => {
    const bytes = Buffer.from(base64, 'base64');
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return { format, mediaType, fileName, bytes };
    throw new Error(`${fileName} is not what its event says: its SHA-256 is another.`);
  });
}
