/** A record as it stands in an answer or a zone, in the words that the ledger keeps records in. */
export interface ZoneRecord {
  readonly type: string;
  /** Whole, in lower case, without a root dot. */
  readonly name: string;
  /** As `dnsMeaning` spells it. */
  readonly content: string;
  readonly priority: number | null;
  /** In seconds. */
  readonly ttl: number;
}
