/** What is kept of a receiver's words: enough to recognise an error page, too little to be a way to read what is inside. */
const printableBytesMax = 256;

/** The first bytes of a text from outside, as one line that is safe to store and to print. */
export function printable(bytes: Buffer): string {
  const text = bytes.subarray(0, printableBytesMax).toString('utf8');
  return text.replace(/[\p{C}\p{Z}\uFFFD]+/gu, ' ').trim();
}
