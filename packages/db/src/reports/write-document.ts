import { createHash } from 'node:crypto';
import type { ReportDocument, ReportId } from '@rollcall/schema';
import type { Tx } from '../database.ts';

/** What a reader is given at a time; a page of a long table is about as long. */
const partBytes = 262_144;

/**
 * Keeps a document of a report as it is written, part by part: its memory is one of them. Answers it with its size and its digest.
 */
export async function writeDocument(
  tx: Tx,
  {
    id,
    bytes,
    ...named
  }: Pick<ReportDocument, 'format' | 'mediaType' | 'fileName'> & {
    readonly id: ReportId;
    readonly bytes: AsyncIterable<Uint8Array>;
  },
): Promise<ReportDocument> {
  const { format, mediaType, fileName } = named;
  const digest = createHash('sha256');
  let [size, nth] = [0, 0];
  let waiting: Uint8Array[] = [];
  let held = 0;
  const flush = async (): Promise<void> => {
    const whole = Buffer.concat(waiting);
    waiting = [];
    held = 0;
    await tx
      .insertInto('report_part')
      .values({ workspace_id: tx.workspaceId, report_id: id, format, nth, bytes: whole })
      .execute();
    nth += 1;
  };
  for await (const chunk of bytes) {
    digest.update(chunk);
    size += chunk.length;
    held += chunk.length;
    waiting.push(chunk);
    if (held >= partBytes) await flush();
  }
  if (held > 0 || nth === 0) await flush();
  const document = { format, mediaType, fileName, size, sha256: digest.digest('hex') };
  await tx
    .insertInto('report_document')
    .values({
      ...{ workspace_id: tx.workspaceId, report_id: id, format, size, sha256: document.sha256 },
      ...{ media_type: mediaType, file_name: fileName },
    })
    .execute();
  return document;
}
