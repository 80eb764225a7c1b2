/** Work that was taken and is not yet carried out: orders, jobs, checks. */
export interface Work {
  /** How long a piece of work takes. */
  delayMs: number;
  readonly pending: number;
  /** Takes work that is carried out after the delay, in halves where it has a beginning to show; at once without one. */
  place(steps: { readonly begin?: () => void; readonly finish: () => void }): void;
  /** Carries out what is due by `nowMs`, a time of `performance.now`. */
  settle(nowMs: number): void;
}

export function createWork(): Work {
  let pending: { readonly dueMs: number; readonly carryOut: () => void }[] = [];
  const work: Work = {
    delayMs: 0,
    get pending() {
      return pending.length;
    },
    place({ begin, finish }) {
      if (work.delayMs === 0) {
        begin?.();
        finish();
        return;
      }
      const nowMs = performance.now();
      if (begin !== undefined) pending.push({ dueMs: nowMs + work.delayMs / 2, carryOut: begin });
      pending.push({ dueMs: nowMs + work.delayMs, carryOut: finish });
    },
    settle(nowMs) {
      const due = pending.filter(({ dueMs }) => dueMs <= nowMs).sort((left, right) => left.dueMs - right.dueMs);
      if (due.length === 0) return;
      pending = pending.filter(({ dueMs }) => dueMs > nowMs);
      for (const { carryOut } of due) carryOut();
    },
  };
  return work;
}
