/**
 * The same JSON with its fields in camelCase, the way the document spells them; the provider's page does not say whether
 * fields come so or in snake_case. Where a field comes in both, the documented spelling counts.
 */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const documented = camelName(name);
      return documented !== name && Object.hasOwn(value, documented) ? [] : [[documented, camelCased(inner)]];
    }),
  );
}

/** An item of a list as the document spells it, its amounts of money as the very digits that came. */
export function decodeItem(json: string): unknown {
  // Each number's own text is handed to the reviver by the language (ECMAScript 2026); the compiler's library lags behind.
  const revive = (name: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && amounts.has(camelName(name)) ? (context?.source ?? String(value)) : value;
  return camelCased(JSON.parse(json, revive));
}

const amounts = new Set(['amount', 'balance', 'balanceAfter', 'threshold']);

/** Only names in snake_case are changed: a key may also be data, such as a domain. */
function camelName(name: string): string {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name)) return name;
  return name.replaceAll(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}
