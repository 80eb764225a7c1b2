import type { Money } from '@rollcall/schema';
import { moneyOf, moneyText } from './money.ts';

/** An amount as a provider's mapping knows it. */
export interface Amount {
  readonly minor: bigint;
  /** Null where the provider states none that is one. */
  readonly currency: string | null;
  readonly unit: MoneyUnit;
}

/** How sure it is that these are minor units: a person said so, or it is only assumed, or nobody knows. */
export type MoneyUnit = 'confirmed' | 'assumed' | 'unknown';

/** The same as an exact sum; null where its unit is not confirmed, and it so is none. */
export function exactly({ minor, currency, unit }: Amount): Money | null {
  return unit === 'confirmed' && currency !== null ? moneyOf(minor, currency) : null;
}

/** As people read it, with what is not sure of it. */
export function amountText({ minor, currency, unit }: Amount): string {
  if (currency === null) return `${minor} of an unknown currency`;
  return `${moneyText(moneyOf(minor, currency))}${unit === 'confirmed' ? '' : ' (its unit is assumed)'}`;
}

/** Without its sign. */
export function sizeOf(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
