import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The peak resident memory of a process so far, in MB; undefined where /proc does not tell. */
export function peakMb(pid: number | undefined): number | undefined {
  return statusMb(pid, 'VmHWM');
}

/** Its resident memory now, in MB; undefined likewise. */
export function residentMb(pid: number | undefined): number | undefined {
  return statusMb(pid, 'VmRSS');
}

function statusMb(pid: number | undefined, field: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  } catch {
    return undefined;
  }
}

/** Has the peak counted from now on. Where the system does not allow that, it goes on from the beginning. */
export function forgetPeak(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {}
}

/** User and system time, which the kernel counts in hundredths of a second; undefined where /proc does not tell. */
export function cpuSeconds(pid: number | undefined): number | undefined {
  const fields = statOf(pid);
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The time of a process and of all its children, also of those that have ended. */
export function familyCpuSeconds(pid: number | undefined): number {
  const own = statOf(pid);
  if (own === undefined) return Number.NaN;
  const ended = (Number(own[13]) + Number(own[14])) / 100;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid);
  return children.reduce((sum, child) => sum + (cpuSeconds(Number(child)) ?? 0), (cpuSeconds(pid) ?? 0) + ended);
}

export function parentOf(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields === undefined ? undefined : Number(fields[1]);
}

/** What stands behind the name of the program, which may hold anything. */
function statOf(pid: number | undefined): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}
