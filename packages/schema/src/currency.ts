/**
 * How many digits of a major unit its minor unit takes: 2 for USD, where a cent is a hundredth; 0 for JPY. Of a code that
 * ISO 4217 does not list among the exceptions, 2.
 */
export function minorDigits(currency: string): number {
  return exceptions.get(currency) ?? 2;
}

// ISO 4217, the currencies and units of account in use whose minor unit is not a hundredth (read 2026-11-28).
const exceptions: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: [
      ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW'],
      ...['PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
    ],
    3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
    4: ['CLF', 'UYW'],
  }).flatMap(([digits, codes]) => codes.map((code): [string, number] => [code, Number(digits)])),
);
