/** Deeper than any documented answer, and shallow enough that code may walk it by calling itself. */
export const jsonDepthMax = 64;

/** Whether the value is nested at most `levels` deep. */
export function isShallow(value: unknown, levels: number = jsonDepthMax): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
