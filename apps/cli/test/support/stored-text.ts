import pg from 'pg';

/** Every row of every table in the database as text, by table: what somebody would find who stole the disk. */
export async function storedText(ownerUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const texts = new Map<string, string>();
    for (const { name } of tables.rows) {
      const found = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      texts.set(name, found.rows.map(({ text }) => text).join('\n'));
    }
    return texts;
  } finally {
    await client.end();
  }
}

/** 48 bits: what is found by chance once in millions of millions of places. */
const shiftedLengthMin = 8;

/** A secret as it may stand in a table or a log: as it is, in JSON, in a URL, in base64, and as bytes in hex. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // In base64, bytes before the secret shift it; what is the same in every alignment begins after two of its own.
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64url')
      .slice(4, -4),
  );
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      bytes.toString('hex'),
      // What is left of a short secret stands in any sealed text by chance.
      ...shifted.filter((text) => text.length >= shiftedLengthMin),
    ]),
  ];
}
