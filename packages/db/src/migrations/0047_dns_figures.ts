import type { Kysely } from 'kysely';
import { ddl, runsAs } from './ddl.ts';

/** How far DNS has been asked about, for whoever watches the installation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    grant select (checked_at) on rollcall.dns_domain to rollcall_lookup;
    -- What has been due for a week is waited for by nobody: where DNS is not asked any more, its findings are resolved by then.
    create function rollcall.figures_of_dns()
      returns table (domains float8, due float8, due_seconds float8, checked_seconds float8)
      language sql stable security definer set search_path = ''
      begin atomic
        select count(*)::float8,
          (count(*) filter (where d.due_at between w.since and clock_timestamp()))::float8,
          extract(epoch from clock_timestamp()
            - min(d.due_at) filter (where d.due_at between w.since and clock_timestamp()))::float8,
          extract(epoch from clock_timestamp() - min(d.checked_at))::float8
        from rollcall.dns_domain d cross join (select clock_timestamp() - interval '7 days' as since) w;
      end;
    ${runsAs('rollcall_lookup', 'figures_of_dns()')}
    grant execute on function rollcall.figures_of_dns() to rollcall_gateway;
  `,
  );
}
