import { type Money, minorDigits } from '@rollcall/schema';

/** The exact sum; null of nothing, and of more than one currency: what is not the same is never added. */
export function sumOfMoney(amounts: readonly Money[]): Money | null {
  const [first] = amounts;
  if (first === undefined || amounts.some(({ currency }) => currency !== first.currency)) return null;
  return moneyOf(
    amounts.reduce((sum, { minor }) => sum + BigInt(minor), 0n),
    first.currency,
  );
}

export function moneyOf(minor: bigint, currency: string): Money {
  return { minor: String(minor), currency };
}

/** As people write it, to the last unit: `-1234.50 USD`. */
export function moneyText({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const [, sign = '', all = ''] = /^(-?)(\d+)$/.exec(minor) ?? [];
  const padded = all.padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  return `${sign}${whole}${digits === 0 ? '' : `.${padded.slice(-digits)}`} ${currency}`;
}

/** Decimal digits, as attributes and the database state whole minor units; null for anything else. */
export function minorIn(value: unknown): bigint | null {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}
