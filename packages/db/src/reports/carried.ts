import { type CarriedDocument, type LastingEvent, ReportId, ToldDocument, type WorkspaceId } from '@rollcall/schema';
import { type Db, inWorkspace } from '../database.ts';
import { wholeDocument } from './reports.ts';

/** All documents of an event together: as base64 a third more, which receivers must take in at once. */
const carriedBytesMax = 262_144;

/**
 * The documents that an event about a report brings to a webhook: of one that was issued, or delivered to a webhook by name. The
 * smallest first, as many as are small enough together; those that are not kept any more are left out.
 */
export async function carriedDocuments(
  db: Db,
  workspaceId: WorkspaceId,
  { type, subject, after }: Pick<LastingEvent, 'type' | 'subject' | 'after'>,
): Promise<readonly CarriedDocument[]> {
  const isCarrying = type === 'report.issued' || (type === 'report.delivered' && after?.['webhookId'] !== undefined);
  if (!isCarrying) return [];
  const told = ToldDocument.array().safeParse(after?.['documents']).data ?? [];
  let left = carriedBytesMax;
  const small = told
    .toSorted((one, other) => one.size - other.size)
    .filter(({ size }) => {
      left -= size;
      return left >= 0;
    });
  if (small.length === 0) return [];
  const id = ReportId.parse(subject.externalId);
  return inWorkspace(db, workspaceId, async (tx) => {
    const carried: CarriedDocument[] = [];
    for (const document of small) {
      const bytes = await wholeDocument(tx, { id, format: document.format });
      if (bytes !== undefined) carried.push({ ...document, base64: bytes.toString('base64') });
    }
    return carried;
  });
}
