import pg from 'pg';

/** Whether an error says that a row was refused by this constraint or unique index. */
export function isConstraint(error: unknown, name: string): boolean {
  return error instanceof pg.DatabaseError && error.constraint === name;
}
