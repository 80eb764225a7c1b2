import { stripVTControlCharacters } from 'node:util';

/** Lines that change while somebody looks at them. */
export interface Screen {
  show(lines: readonly string[]): void;
}

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/**
 * On a terminal, the lines that are shown take the place of those before. Where nobody redraws, as in a pipe, each line
 * is written once, when it says something that the lines before did not.
 */
export function createScreen(output: Output): Screen {
  return output.isTTY ? drawn(output) : written(output);
}

function drawn(output: Output): Screen {
  let shown = 0;
  return {
    show(lines) {
      const back = shown === 0 ? '' : `\u001b[${shown}A\u001b[0J`;
      output.write(back + lines.map((line) => `${cut(line, output.columns)}\n`).join(''));
      shown = lines.length;
    },
  };
}

function written(output: Output): Screen {
  let before: ReadonlySet<string> = new Set();
  return {
    show(lines) {
      const fresh = lines.filter((line) => !before.has(line));
      if (fresh.length > 0) output.write(`${fresh.join('\n')}\n`);
      before = new Set(lines);
    },
  };
}

/** A line that the terminal would wrap is two, and could not be taken back. */
function cut(line: string, width: number): string {
  const text = stripVTControlCharacters(line);
  return text.length < width ? line : `${text.slice(0, width - 2)}…`;
}
