export {
  agencyName,
  type ClientDomain,
  clientDomain,
  clientName,
  type DomainUse,
  role,
} from './agency.ts';
export { createClock, nextUse, type SandboxClock } from './clock.ts';
export { type Control, type ControlSwitch, createSwitch } from './control.ts';
export {
  type Alters,
  alteration,
  type ControlKind,
  createControlKind,
  type Fields,
  type Named,
  type Target,
} from './control-kind.ts';
export { controlUrlAt, defineSandbox } from './define-sandbox.ts';
export type { RawRequest, Refusal, SandboxDefinition, SeedOptions, Sizes } from './definition.ts';
export { type DkimAlgorithm, dkimPublicKey, newDkimPublicKey } from './dkim-key.ts';
export { type Fault, type FaultName, faultSchemas, type PlantedFault } from './fault.ts';
export type { AnyReply, Call, Handlers, Reply } from './handler.ts';
export { type JsonText, jsonText, jsonUnder } from './json-text.ts';
export { createRandom, type Random } from './random.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export { createRows, type Rows } from './rows.ts';
export type { Sandbox, SandboxFactory, SandboxOptions } from './sandbox.ts';
export { SandboxError } from './sandbox-error.ts';
export type { SandboxStory, StoryStep } from './story.ts';
export type { SandboxZone } from './zone.ts';
