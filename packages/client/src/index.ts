export { checkpointOf } from './checkpoint-of.ts';
export { createRollcall, type Rollcall, type RollcallOptions } from './create-rollcall.ts';
export { type GatewayError, gatewayErrorOf } from './gateway-error.ts';
export { documentsOf, type ReceivedDocument } from './report-documents.ts';
export { watchBulk } from './watch-bulk.ts';
export { type EventsWanted, type SealedEvent, watchEvents } from './watch-events.ts';
export { type RunsWatched, watchRuns } from './watch-runs.ts';
export {
  createWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from './webhook-receiver.ts';
export {
  createWebhookVerifier,
  type Verifying,
  type WebhookHeaders,
  type WebhookProblem,
  WebhookRejected,
  type WebhookRequest,
} from './webhook-signature.ts';
export { memoryWebhookStore, type ReceivedEvent, type WebhookGap, type WebhookStore } from './webhook-store.ts';
