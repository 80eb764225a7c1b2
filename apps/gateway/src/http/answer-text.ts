import { JsonText } from '@rollcall/db';

/** What a procedure answered, as JSON: what PostgreSQL wrote goes out as it is. */
export function textOf(data: unknown): string {
  return data instanceof JsonText ? data.text : (JSON.stringify(data) ?? 'null');
}
