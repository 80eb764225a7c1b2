export { type Calls, provider } from './provider.ts';
