import { randomInt } from 'node:crypto';

/** Each of 31 signs, none of which is taken for another; 20 of them are 99 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';
const groups = 4;
const signsOfGroup = 5;

/** A password that nobody had before: long, with a capital, a digit and a dash, as most rules want. */
export function newPassword(): string {
  const group = () => Array.from({ length: signsOfGroup }, () => signOf(letters + digits)).join('');
  const first = `${signOf(letters).toUpperCase()}${signOf(letters)}${signOf(digits)}${group()}`;
  return [first, ...Array.from({ length: groups - 1 }, group)].join('-');
}

function signOf(signs: string): string {
  return signs.charAt(randomInt(signs.length));
}
