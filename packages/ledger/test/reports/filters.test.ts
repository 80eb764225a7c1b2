import { ReportKind } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { assertFiltersOf } from '../../src/index.ts';

test.each([
  { filters: { connection: 'shop' }, of: ReportKind.options },
  { filters: { resourceKind: 'inbox' }, of: ['reconciliation', 'inventory'] },
  { filters: { client: 'Acme' }, of: ['wallet'] },
  { filters: { actor: 'ops' }, of: ['audit'] },
  { filters: { subject: 'a.example' }, of: ['audit'] },
  { filters: { about: 'secrets' as const }, of: ['audit'] },
])('$filters narrows reports of $of alone', ({ filters, of }) => {
  for (const kind of ReportKind.options) {
    const assert = () => assertFiltersOf(kind, filters);
    if (of.includes(kind)) expect(assert).not.toThrow();
    else
      expect(assert).toThrow(
        expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(kind) }),
      );
  }
});
