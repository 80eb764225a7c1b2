import { describeProvider } from '@rollcall/provider-kit/testing';
import { provider } from '../src/index.ts';

describeProvider(provider);
