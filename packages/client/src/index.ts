export { createRollcall, type Rollcall, type RollcallOptions } from './create-rollcall.ts';
export { type GatewayError, gatewayErrorOf } from './gateway-error.ts';
export { watchBulk } from './watch-bulk.ts';
export { type RunsWatched, watchRuns } from './watch-runs.ts';
