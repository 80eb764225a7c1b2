import type { Tx } from '@rollcall/db';
import { Gauge, type Registry } from 'prom-client';

/** Figures that one statement answers, and what shows them. */
export interface FigureSet {
  readonly name: string;
  /** Shows nothing of them: what follows may fail. */
  clear(): void;
  collect(tx: Tx): Promise<void>;
}

/** Makes a gauge of a registry. */
export type MakeGauge = <Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[],
) => Gauge<Label>;

export function gaugesIn(register: Registry): MakeGauge {
  return (name, help, labelNames) => new Gauge({ name, help, labelNames, registers: [register] });
}

/** Shows nothing of these. */
export function clearAll(shown: readonly { reset(): void }[]): () => void {
  return () => {
    for (const one of shown) one.reset();
  };
}
