/** A sentence that names more is not read. */
const namedMax = 5;

/** The first of these, and how many more there are. */
export function few(names: readonly string[]): string {
  const more = names.length - namedMax;
  return more > 0 ? `${names.slice(0, namedMax).join(', ')} and ${more} more` : names.join(', ');
}
