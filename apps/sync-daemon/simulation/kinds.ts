import { content, identity, type KindSpec, volatile } from '@rollcall/provider-kit';

/** How a kind is listed, which decides what can be known of a listing. */
export type Style =
  /** Pages by offset, each with the total. */
  | 'counted'
  /** One body, documented to hold everything. */
  | 'whole'
  /** Pages that begin with the item the one before ended with; the last one is short. */
  | 'overlapping'
  /** Pages by offset, of which only a short one tells the end. */
  | 'unstated'
  /** The same, of which no more than `plausible` is ever believed. */
  | 'doubtful'
  /** Not readable with this credential. */
  | 'forbidden';

/** A kind of the simulated provider. */
export interface SimulatedKind {
  readonly spec: KindSpec;
  readonly style: Style;
  /** Whether its external ids are names, so that a rename changes them. */
  readonly isNamed: boolean;
  /** Whether things only ever come. */
  readonly isAppendOnly: boolean;
}

/** The kinds of one simulated account, parents and owners before what is theirs. */
export type Shape = readonly SimulatedKind[];

const attributes = {
  uid: identity('nothing else of a thing outlives all that can be done to it'),
  ...content('value', 'domain', 'scheme'),
  looks: volatile('it counts how often anything was listed'),
};
const schedule = { cron: '0 * * * *', reason: 'a simulated hour' };

const grades: Readonly<Record<Style, KindSpec['bestGrade']>> = {
  counted: 'proven',
  whole: 'proven',
  overlapping: 'corroborated',
  unstated: 'corroborated',
  doubtful: 'plausible',
  forbidden: 'proven',
};

function kindOf(
  kind: string,
  style: Style,
  given: Partial<KindSpec> & { readonly isAppendOnly?: boolean } = {},
): SimulatedKind {
  const { isAppendOnly = false, ...more } = given;
  const gradeReason = `it is listed as ${style}`;
  return {
    style,
    isAppendOnly,
    isNamed: more.renamedBy !== undefined,
    spec: { kind, bestGrade: grades[style], gradeReason, schedule, attributes, readable: false, ...more },
  };
}

const renamedBy = { attribute: 'uid', reason: 'a rename keeps it' };
const ownedBy = { kind: 'domain', attribute: 'domain' };

/** The accounts that worlds are made of: few kinds each, so that a run is short, and all styles between them. */
export const shapes: readonly Shape[] = [
  [kindOf('domain', 'counted', { readable: true }), kindOf('inbox', 'counted', { ownedBy, readable: true })],
  [
    kindOf('domain', 'counted', { renamedBy, readable: true }),
    kindOf('inbox', 'unstated', { ownedBy }),
    kindOf('dns_record', 'whole', { perParent: 'domain' }),
  ],
  [kindOf('alias', 'overlapping', { renamedBy }), kindOf('host', 'doubtful')],
  [
    kindOf('api_key', 'unstated', { readable: true }),
    kindOf('wallet_transaction', 'counted', { isAppendOnly: true }),
    kindOf('invoice', 'forbidden'),
  ],
  [kindOf('domain', 'overlapping', { readable: true }), kindOf('dns_record', 'whole', { perParent: 'domain' })],
  [kindOf('smtp_credential', 'whole', { readable: true }), kindOf('sub_account', 'counted')],
];
