/**
 * What attributes of a kind mean, for whoever judges what the ledger holds and knows no provider. What is left out is unknown, and
 * nothing is concluded from it.
 */
export interface KindSays {
  /** Whether a resource is in service, by the values of an attribute; one with any other value may be anything. */
  readonly service?: Service;
  /** Of orders: how long before its renewal one must be canceled, in whole days, or 0 where no notice is asked for; and who says so. */
  readonly renewal?: { readonly noticeDays: number; readonly reason: string };
  /** Of inboxes: the attribute that is true while there is mail in one, and false while there is none. */
  readonly holdsMail?: string;
  /**
   * Of domains: what one is there for, inboxes or the sending of mail without any; and whether it being there shows that it is the
   * account's own, as one that was bought there, and not a name that anybody could have given.
   */
  readonly domain?: { readonly serves: 'inboxes' | 'sending'; readonly isHeld: boolean; readonly reason: string };
  /** Of aliases and forwarders: the attribute that lists the addresses of the same account which they deliver to. */
  readonly deliversTo?: string;
  /** Of the state of a domain's nameservers, named as the domain: the attribute that is false while its DNS is not in force. */
  readonly inForce?: string;
}

/** Each of these a list of values. */
interface Service {
  readonly attribute: string;
  readonly inForce: readonly string[];
  /** Still in force, and canceled for when its time is over. */
  readonly ending?: readonly string[];
  /** Not in force any more, and paid for no more. */
  readonly ended: readonly string[];
  /** To be paid, and otherwise to end. */
  readonly unpaid?: readonly string[];
  /** Paid for, and not in force. */
  readonly suspended?: readonly string[];
}
