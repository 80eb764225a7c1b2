/**
 * Text as it may be shown in a terminal, on one line: names come from providers, and a control or a bidirectional
 * character in one could rewrite what else is on the screen.
 */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
