import { describeProvider } from '@rollcall/provider-kit/testing';
import { providers } from '../src/index.ts';

for (const provider of Object.values(providers)) describeProvider(provider);
