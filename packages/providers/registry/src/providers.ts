// One line per provider. The exported name is the provider's own: it stands in `--provider` and `providers.<name>`.
export { provider as adbtd } from '@rollcall/provider-adbtd';
