import { z } from 'zod';
import { Instant } from './ids.ts';

/** Places next to each other in a provider's document that its answers do not keep to, as a diff. */
export const DocumentHunk = z.object({
  /** Where in `openapi.yaml`, as a JSON pointer. */
  pointer: z.string(),
  /** Whose answers it was seen in. */
  operations: z.array(z.string()),
  /** Whether what the document says there is the provider's own word; if not, it was concluded by us. */
  published: z.boolean(),
  /** Each begins with `-` for what the document says, `+` for what was seen, or a space for what stands beside it. */
  lines: z.array(z.string()),
});
export type DocumentHunk = z.infer<typeof DocumentHunk>;

/** How the answers that a connection gets differ from the document of its provider. */
export const DocumentDiff = z.object({
  connection: z.string(),
  provider: z.string(),
  /** The edition that answers were held to. */
  documentVersion: z.string(),
  /** When an answer was looked at last; null where none ever was. */
  lookedAt: Instant.nullable(),
  hunks: z.array(DocumentHunk),
});
export type DocumentDiff = z.infer<typeof DocumentDiff>;
