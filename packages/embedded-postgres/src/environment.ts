/**
 * What PostgreSQL's processes see of our environment: where programs are, and nothing that could be a secret. The
 * locale is fixed so that messages are in English, which `problem.ts` reads.
 */
export function environment(): Readonly<Record<string, string>> {
  const kept = ['PATH', 'SystemRoot', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
