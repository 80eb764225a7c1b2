import type { TestGateway } from './gateway.ts';

/**
 * How many rows each table holds, as the superuser sees them. That a key was refused is on record, as it should be, and is
 * left out.
 */
export async function rowCounts({ owner }: TestGateway): Promise<Readonly<Record<string, number>>> {
  const { rows } = await owner.query<{ name: string; count: string }>(
    `select format('%I.%I', schemaname, tablename) as name,
      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I %s', schemaname, tablename,
        case tablename when 'audit_event' then 'where type <> ''key.refused'''
          when 'audit_pending' then 'where event_id not in (select event_id from rollcall.audit_event where type = ''key.refused'')'
        end), false, true, '')))[1]::text as count
    from pg_tables where schemaname in ('rollcall', 'pgboss') order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
}
