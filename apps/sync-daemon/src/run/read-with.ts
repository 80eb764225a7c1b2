import { type Baseline, settingsDigests } from '@rollcall/ledger';
import type { RunContext } from './context.ts';

/** What the listings of a run are read with. A setting that is left out is its default, as if that had been given. */
export function readWith({
  provider,
  connection,
}: RunContext): Baseline & { readonly settings: NonNullable<Baseline['settings']> } {
  return {
    mappingVersion: provider.mappingVersion,
    documentVersion: provider.document.info.version,
    settings: settingsDigests(provider.settings.parse(connection.config)),
  };
}
