/**
 * Text in which nothing hides: names are given by others, and a control character, one that turns the direction of writing, or one
 * that is not seen could make a line say something else than it holds. A control character is shown as its picture (`␊`),
 * the others as their code points (`⟨U+202E⟩`). What joins the parts of one emoji stays.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(hidden, (character, offset: number, whole: string) =>
      character === joiner && joinsEmoji(whole, offset) ? joiner : shown(character.codePointAt(0) ?? 0),
    );
}

/** How a character is told of that cannot be shown. */
function codePoint(code: number): string {
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
const joiner = '\u200D';

function shown(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '␡' : codePoint(code);
}

function joinsEmoji(whole: string, offset: number): boolean {
  return (
    /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?$/u.test(whole.slice(Math.max(0, offset - 5), offset)) &&
    /^\p{Extended_Pictographic}/u.test(whole.slice(offset + 1, offset + 3))
  );
}
