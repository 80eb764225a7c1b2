export { cloudEventOf, type EventSent } from './cloud-event.ts';
export { guardAddress } from './guard-address.ts';
export { guardUrl, type Target } from './guard-url.ts';
export { type Networks, WebhookNetworks } from './networks.ts';
export type { Sent } from './outcome.ts';
export { createSender, type Message, type Sender, sendLimits } from './send.ts';
export { newSigningKey, type Signer, type SigningKey, signedHeaders, signerOf } from './signing.ts';
