// One line per provider. The exported name is the provider's own: it stands in `--provider` and `providers.<name>`.
export { provider as adbtd } from '@rollcall/provider-adbtd';
export { provider as 'elastic-email' } from '@rollcall/provider-elastic-email';
export { provider as inframail } from '@rollcall/provider-inframail';
export { provider as mailbux } from '@rollcall/provider-mailbux';
export { provider as 'simple-inboxes' } from '@rollcall/provider-simple-inboxes';
