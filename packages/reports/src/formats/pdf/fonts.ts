import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync } from 'fontkit';
import { sentenceParts } from '../sentence.ts';
import { visible } from '../visible.ts';

/** Latin, Greek and Cyrillic; it comes with pdfmake (Apache-2.0) and is embedded, as far as it is used. */
export const fontName = 'Roboto';

const folder = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', fontName);
const files = {
  normal: join(folder, 'Roboto-Regular.ttf'),
  bold: join(folder, 'Roboto-Medium.ttf'),
};

export const fonts = { [fontName]: files };

/** Whether a file is one of the fonts. */
export function isFont(path: string): boolean {
  return Object.values(files).includes(path);
}

/**
 * Text as the font can show it. A character that it lacks is written as its code point, such as `[U+4E2D]`: nothing is left
 * out without a word.
 */
export function printable(text: string): string {
  return Array.from(visible(text).normalize('NFC'), (character) => {
    const code = character.codePointAt(0) ?? 0;
    return drawn.has(code) ? character : (instead[character] ?? codePointOf(code));
  }).join('');
}

/** A sentence of ours in its parts: what is a command in it, between backticks, stands out. */
export function prose(sentence: string): { readonly text: string; readonly bold: boolean }[] {
  return sentenceParts(sentence).map(({ text, isCommand }) => ({ text: printable(text), bold: isCommand }));
}

const drawn: ReadonlySet<number> = drawnByAll();

/** What each of the fonts has a picture of. */
function drawnByAll(): ReadonlySet<number> {
  const [normal, bold] = Object.values(files).map((file) => {
    const font = openSync(file);
    if (!('characterSet' in font)) throw new Error(`${file} is no font: install the packages again.`);
    return new Set(font.characterSet);
  });
  return new Set([...(normal ?? [])].filter((code) => bold?.has(code)));
}

const instead: Readonly<Record<string, string>> = { '⟨': '[', '⟩': ']', '→': '->', '✓': 'ok', '▲': '!' };

/** A picture of a control character stands for that one. */
function codePointOf(code: number): string {
  const meant = code >= 0x2400 && code < 0x2420 ? code - 0x2400 : code;
  return `[U+${meant.toString(16).toUpperCase().padStart(4, '0')}]`;
}
