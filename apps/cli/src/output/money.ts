import type { Money } from '@rollcall/schema';

/** A sum as people write it, such as `12.50 USD`; in minor units where nobody knows how many make a whole one. */
export function moneyText({ minor, currency }: Money): string {
  const digits = fractionDigits(currency);
  if (digits === undefined) return `${minor} minor units of ${currency}`;
  const sign = minor.startsWith('-') ? '-' : '';
  const padded = minor.replace('-', '').padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  return `${sign}${whole}${digits === 0 ? '' : `.${padded.slice(-digits)}`} ${currency}`;
}

/** How many digits the minor unit of a currency has (ISO 4217). */
function fractionDigits(currency: string): number | undefined {
  if (!Intl.supportedValuesOf('currency').includes(currency)) return undefined;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
}
