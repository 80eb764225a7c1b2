/** A bug that could be made: a text of a source, what takes its place, and what the simulation is to say of it. */
export interface PlantedBug {
  readonly bug: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly says: RegExp;
  /** The first world that shows it; 0 when left out. */
  readonly world?: number;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    bug: 'an absence is believed of a plausible listing',
    file: 'packages/ledger/src/certify.ts',
    find: "return grade === 'proven' || grade === 'corroborated';",
    replace: "return grade !== 'refused';",
    says: /false deletion/,
    world: 3,
  },
  {
    bug: 'a stated total is not compared',
    file: 'packages/ledger/src/certify.ts',
    find: '.find((total) => total !== seen + older)',
    replace: '.find(() => false)',
    says: /false deletion|and it is undefined/,
    world: 21,
  },
  {
    bug: 'nothing is suspicious',
    file: 'packages/ledger/src/doubt.ts',
    find: 'if (shown === undefined) return null;',
    replace: 'return null;',
    says: /false deletion/,
  },
  {
    bug: 'a worker that lost its run may write',
    file: 'packages/db/src/runs.ts',
    find: ".where('fence', '=', lease.fence)\n    .where('state', '=', 'running')\n    .forKeyShare()",
    replace: '.forKeyShare()',
    says: /stale worker|finished|fell by|broke off/,
  },
  {
    bug: 'what was ticked off stays ticked off when a listing starts over',
    file: 'apps/sync-daemon/src/run/list.ts',
    find: 'known.startOver();',
    replace: '',
    says: /missed deletion|and it is|left in the stage|broke off|without a reason/,
    world: 13,
  },
  {
    bug: 'operations explain nothing',
    file: 'packages/ledger/src/claim.ts',
    find: '.filter((operation) => mayExplain(operation, previousAt))',
    replace: '.filter(() => false)',
    says: /is put down to out_of_band, and it was operation/,
  },
  {
    bug: 'what an operation does while it is under way is recorded',
    file: 'packages/ledger/src/claim.ts',
    find: 'defers: operation.answeredAt === null || operation.answeredAt > listingStartedAt,\n    evidence: sentence(operation),',
    replace: 'defers: false,\n    evidence: sentence(operation),',
    says: /was still under way/,
    world: 1,
  },
  {
    bug: 'what reappears is not told',
    file: 'packages/db/src/record.ts',
    find: 'from explained d where not d.defers\n    ),\n    versioned as (',
    replace: "from explained d where not d.defers and d.change <> 'reappeared'\n    ),\n    versioned as (",
    says: /has no event of its own/,
  },
  {
    bug: 'what changes gets no version',
    file: 'packages/db/src/record.ts',
    find: 'd.event_id, d.true_after, d.true_from\n      from explained d where not d.defers',
    replace:
      "d.event_id, d.true_after, d.true_from\n      from explained d where not d.defers and d.change <> 'changed'",
    says: /has no version/,
  },
  {
    bug: 'what a parent took along stays',
    file: 'apps/sync-daemon/src/run/execute.ts',
    find: 'if (!lease.plan) await followParents(run);',
    replace: '',
    says: /is left behind by/,
    world: 60,
  },
  {
    bug: 'what vanishes has been missing for two days',
    file: 'packages/db/src/record.ts',
    find: '::timestamptz end, d.true_from',
    replace: "::timestamptz - interval '2 days' end, d.true_from",
    says: /is missing since|fell by|is gone after/,
  },
  {
    bug: 'what vanishes descends again in the same run',
    file: 'apps/sync-daemon/src/run/descend.ts',
    find: 'missingBefore: startedAt,',
    replace: 'missingBefore: new Date(startedAt.getTime() + 1),',
    says: /fell by 2 rungs/,
  },
  {
    bug: 'two passes always agree',
    file: 'apps/sync-daemon/src/run/list.ts',
    find: 'agreed: hasEnded && pass.equals(first)',
    replace: 'agreed: true',
    says: /false deletion|and it is/,
  },
  {
    bug: 'a digest takes no notice of attributes',
    file: 'packages/ledger/src/canonical.ts',
    find: 'return JSON.stringify([item.externalId, item.name, meaningful]);',
    replace: 'return JSON.stringify([item.externalId, item.name]);',
    says: /and it is \{/,
  },
  {
    bug: 'an operation is confirmed by half of what it was to do',
    file: 'packages/ledger/src/settle.ts',
    find: 'if (unmet.length === 0) {',
    replace: 'if (unmet.length <= 1) {',
    says: /is confirmed, and/,
  },
  {
    bug: 'a finding is never resolved',
    file: 'packages/db/src/findings/record.ts',
    find: '!seen.has(fingerprint)',
    replace: 'seen.has(fingerprint) && !seen.has(fingerprint)',
    says: /, and the finding operation_/,
    world: 31,
  },
  {
    bug: 'what a held run would change is published all the same',
    file: 'apps/sync-daemon/src/run/rehearse.ts',
    find: 'throw new Undone();',
    replace: 'return;',
    says: /a held run (changed|wrote)/,
  },
  {
    bug: 'an approval is of whatever is found',
    file: 'apps/sync-daemon/src/run/rehearse.ts',
    find: "hold.state === 'approved' && hold.checksum === checksum",
    replace: "hold.state === 'approved'",
    says: /an applied plan was recorded with/,
    world: 9,
  },
  {
    bug: 'an approval outlasts the rejection of what it shares with another plan',
    file: 'apps/sync-daemon/src/run/rehearse.ts',
    find: 'isOverruled ? undefined : approved',
    replace: 'approved',
    says: /what was rejected of/,
    world: 60,
  },
  {
    bug: 'no limit is passed by what is found in the end',
    file: 'apps/sync-daemon/src/run/judge.ts',
    find: 'if (reasons.length === 0) return recordAll(run, { refused, speaks });',
    replace: 'return recordAll(run, { refused, speaks });',
    says: /a run was recorded that passes a limit/,
  },
];
