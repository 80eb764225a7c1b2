export { describeProvider } from './describe-provider.ts';
