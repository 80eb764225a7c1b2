import assert from 'node:assert/strict';

/** A metric of an exposition. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** The names of the labels of its samples. */
  readonly labels: readonly string[];
  /** The values by the series, as it is written. */
  readonly samples: Readonly<Record<string, number>>;
}

/**
 * The metrics of an exposition in Prometheus' text format, read strictly: throws for a line that is none, a metric without help
 * or type or with two of them, a sample of another metric or a series that is there twice, and a histogram that does not add up.
 */
export function familiesOf(text: string): readonly Family[] {
  assert(text.endsWith('\n'), 'an exposition ends with a line feed');
  const families: Open[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const help = /^# HELP ([a-zA-Z_:][\w:]*) ((?:[^\\]|\\\\|\\n)*)$/.exec(line);
    if (help !== null) families.push(newFamily(help, families));
    else addLine(families.at(-1), line);
  }
  for (const family of families) assertWhole(family);
  return families.map(({ labels, ...family }) => ({ ...family, labels: [...labels].toSorted() }));
}

interface Open {
  readonly name: string;
  readonly help: string;
  type: string;
  readonly labels: Set<string>;
  readonly samples: Record<string, number>;
}

function newFamily([, name = '', help = '']: RegExpExecArray, before: readonly Open[]): Open {
  assert(!before.some((one) => one.name === name), `${name} is there once`);
  return { name, help, type: '', labels: new Set(), samples: {} };
}

function addLine(family: Open | undefined, line: string): void {
  assert(family !== undefined, `${line}: help comes first`);
  const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
  if (type !== undefined) {
    assert(typed === family.name && family.type === '', `${line}: it is the type of ${family.name}, said once`);
    family.type = type;
    return;
  }
  // In whichever case Go reads it: prom-client says "Nan" of an event loop that it has not looked at yet.
  const [, series = '', name = '', labels = '', value] =
    /^(([a-zA-Z_:][\w:]*)(?:\{(.*)\})?) (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|\+Inf|[Nn]a[Nn])$/.exec(line) ?? [];
  assert(value !== undefined, `${line}: it is no sample`);
  const suffix = family.type === 'histogram' ? '(?:_bucket|_sum|_count)' : '';
  assert(new RegExp(`^${family.name}${suffix}$`).test(name), `${line}: it is no sample of ${family.name}`);
  assert(family.samples[series] === undefined, `${line}: it is there once`);
  family.samples[series] = Number(value.replace('Inf', 'Infinity'));
  for (const label of labelsOf(labels, line)) if (label !== 'le') family.labels.add(label);
}

function labelsOf(text: string, line: string): readonly string[] {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(?:,|$)/g)];
  assert.equal(pairs.map(([pair]) => pair).join(''), text, `${line}: its labels are well-formed`);
  const names = pairs.map(([, name = '']) => name);
  assert.equal(new Set(names).size, names.length, `${line}: each label is there once`);
  return names;
}

function assertWhole({ name, type, samples }: Open): void {
  assert(type !== '', `${name} has a type`);
  if (type === 'counter') assert(name.endsWith('_total'), `${name}: a counter ends with _total`);
  if (type !== 'histogram') return;
  for (const [series, count] of Object.entries(samples)) {
    if (!series.startsWith(`${name}_count`)) continue;
    const labels = /\{(.*)\}/.exec(series)?.[1];
    const all = `${name}_bucket{le="+Inf"${labels === undefined ? '' : `,${labels}`}}`;
    assert.equal(samples[all], count, `${series} is what its last bucket has`);
  }
}
