import { sentenceParts } from '../sentence.ts';
import { visible } from '../visible.ts';

/** Text as it may stand in HTML and XML: between tags, and in an attribute with quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => written[character] ?? '');
}

/** A sentence of ours: what is a command in it, between backticks, looks like one. */
export function prose(sentence: string): string {
  return sentenceParts(sentence)
    .map(({ text, isCommand }) => {
      const written = escaped(visible(text));
      return isCommand ? `<code>${written}</code>` : written;
    })
    .join('');
}

const written: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
