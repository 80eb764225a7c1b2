import type { WorkspaceId } from '@rollcall/schema';
import { inSpan } from '@rollcall/telemetry';
import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import { alsoSet, type Db, databaseError, shownConnections } from './database.ts';

/** A question of sub-selects: `with` may name some first, `select` answers one row of them. */
export interface Question {
  readonly with?: RawBuilder<unknown>;
  readonly select: RawBuilder<unknown>;
}

/** Where a question wants what is given by that name: a sub-select of its value. */
export type PlaceOf<Given> = (name: keyof Given & string, type?: 'text' | 'uuid') => RawBuilder<unknown>;

const questionSpan = { name: 'question', kind: 'CLIENT', attributes: { 'db.system.name': 'postgresql' } } as const;

/**
 * Prepares a question that sees one workspace, to be asked as one statement in one round trip, which is its own transaction.
 * The statement makes the setting itself: sub-selects are run when the row that wants them is made, and that row comes from
 * the setting. Were they run earlier, they would see no workspace at all. Asking throws like `inWorkspace`.
 *
 * The text is compiled once. Behind a sub-select the planner cannot see a value; where it sees one it plans for that very
 * value each time, which took five times as long as reading one resource (500 of 600 µs, 2026-11-28).
 */
export function prepareQuestion<Given extends object, Row>(
  make: (workspaceId: RawBuilder<unknown>, at: PlaceOf<Given>) => Question,
): (db: Db, workspaceId: WorkspaceId, given: Given) => Promise<Row> {
  /** By what else is set for it. */
  const known = new Map<string, CompiledQuery<Row>>();
  return async (db, workspaceId, given) => {
    const settings = `${db.role} ${db.connections === undefined} ${db.statementMsMax}`;
    const compiled = known.get(settings) ?? statementOf<Given, Row>(db, make).compile(db);
    known.set(settings, compiled);
    const values = new Map<string, unknown>(Object.entries(given));
    values.set('workspaceId', workspaceId).set('connections', shownConnections(db));
    const parameters = compiled.parameters.map((one) => (one instanceof Place ? values.get(one.of) : one));
    try {
      const { pipelines } = db;
      const [row] = await inSpan(questionSpan, async () =>
        pipelines === undefined
          ? (await db.executeQuery<Row>({ ...compiled, parameters })).rows
          : await pipelines.query<Row & object>(compiled.sql, parameters),
      );
      if (row === undefined) throw new Error('a setting is one row');
      return row;
    } catch (error) {
      throw databaseError(error);
    }
  };
}

function statementOf<Given extends object, Row>(
  db: Db,
  make: (workspaceId: RawBuilder<unknown>, at: PlaceOf<Given>) => Question,
): RawBuilder<Row> {
  const workspaceId = sql`${new Place('workspaceId')}`;
  const question = make(sql`(select ${workspaceId}::uuid)`, (name, type = 'text') => {
    return sql`(select ${new Place(name)}::${sql.raw(type)})`;
  });
  return sql<Row>`
    ${question.with === undefined ? sql`` : sql`with ${question.with}`}
    select ${question.select}
    from (select set_config('rollcall.workspace_id', ${workspaceId}, true)${alsoSet(db, new Place('connections'))}) as setting`;
}

/** Stands among a statement's parameters for what is given when it is asked. */
class Place {
  readonly of: string;

  constructor(of: string) {
    this.of = of;
  }
}
