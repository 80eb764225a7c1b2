import { minorDigits } from '@rollcall/schema';

/** What a connection says of the amounts that the provider sends; the provider's page does not say it. */
export interface MoneyUnit {
  readonly unit: 'major' | 'minor' | 'unknown';
  /** Whether a person has set the unit; `major` is only assumed otherwise. */
  readonly isConfirmed: boolean;
}

/** How sure the conversion of an amount is. */
export function certaintyOf({ unit, isConfirmed }: MoneyUnit): 'assumed' | 'confirmed' | 'unknown' {
  if (unit === 'unknown') return 'unknown';
  return isConfirmed ? 'confirmed' : 'assumed';
}

/**
 * An amount in the minor unit of its currency, as decimal digits of any length; exact, or null: where the unit or the
 * currency is not known, the text is no number, or it has a fraction of the minor unit.
 */
export function minorUnits(
  raw: string,
  { currency, unit }: { readonly currency: string | null; readonly unit: MoneyUnit['unit'] },
): string | null {
  if (unit === 'unknown') return null;
  if (unit === 'minor') return shifted(raw, 0);
  return currency === null ? null : shifted(raw, minorDigits(currency));
}

/** An ISO 4217 code in upper case; null for anything else. */
export function currencyCode(raw: string | null | undefined): string | null {
  const code = raw?.trim().toUpperCase() ?? '';
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/** A decimal number times ten to the power of `places`, where that is whole. Takes what JSON takes for a number. */
function shifted(raw: string, places: number): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(raw.trim());
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const zeros = places + Number(exponent) - fraction.length;
  if (digits.length > digitsMax || Math.abs(zeros) > digitsMax) return null;
  const kept = zeros >= 0 ? digits + '0'.repeat(zeros) : digits.slice(0, zeros);
  if (zeros < 0 && /[1-9]/.test(digits.slice(zeros))) return null;
  const amount = kept.replace(/^0+(?=\d)/, '') || '0';
  return amount === '0' ? '0' : sign + amount;
}

/** No sum of money has more; a text that does is no amount. */
const digitsMax = 40;
