import { addUseLines, endUseImport, type UseLine } from '@rollcall/db';
import { dnsName } from '@rollcall/provider-kit';
import { RollcallError, UsedLine, UseImportId, usePartLinesMax } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';

/** When addresses were used last, as whoever sends from them says. */
export const use = router({
  /**
   * A part of an import: lines of it, in any order, each part under the same id. With `end` it is done, if all its lines have
   * come: until then nothing of it holds. A part may be sent again, and so may the end.
   */
  import: procedureFor({
    scope: 'use:write',
    cost: 'change',
    audit: 'change',
    rest: 'POST /use/imports/{id}',
    summary: 'Takes a part of an import of when addresses were used last; with its end, all of it holds.',
  })
    .input(
      z.strictObject({
        id: UseImportId.describe('The same for each part, and of no other import.'),
        lines: z.array(UsedLine).max(usePartLinesMax).default([]),
        end: z
          .strictObject({
            lines: z.int().positive().describe('Of the whole file.'),
            sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the file, in hex'),
            file: z.string().min(1).max(255).optional().describe('What the file is called.'),
            asOf: z.iso
              .datetime({ offset: true })
              .optional()
              .describe('When whoever wrote the file knew this; now, where it is left out.'),
          })
          .optional(),
      }),
    )
    .mutation(({ ctx, input: { id, lines, end } }) =>
      ctx.inWorkspace(async (tx) => {
        const come = await addUseLines(tx, id, lines.map(asNamed));
        if (end === undefined) return { data: come };
        const { lines: count, sha256, file, asOf } = end;
        const whole = { lines: count, sha256, file, asOf: asOf === undefined ? undefined : new Date(asOf) };
        return { data: await endUseImport(tx, id, { end: whole, actor: ctx.caller.actor }) };
      }),
    ),
});

/** A line whose address is as inboxes are called. */
function asNamed({ line, address, lastUsed }: UsedLine): UseLine {
  const at = address.lastIndexOf('@');
  const domain = dnsName(address.slice(at + 1));
  if (!/^[\x21-\x7e]+$/.test(domain)) {
    const issues = [{ path: `line ${line}`, message: 'has no domain behind its @' }];
    throw new RollcallError('invalid_input', `The import is not valid: line ${line} has no domain behind its @.`, {
      details: { issues },
    });
  }
  const name = `${address.slice(0, at).toLowerCase()}@${domain}`;
  return { line, address: name, lastUsed: lastUsed === null ? null : new Date(lastUsed) };
}
