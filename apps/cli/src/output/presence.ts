import type { Presence } from '@rollcall/schema';

export function presenceStyle({ presence }: { readonly presence: Presence }): 'green' | 'red' | 'yellow' {
  if (presence === 'live') return 'green';
  return presence === 'gone' ? 'red' : 'yellow';
}
