import { benchDns } from './findings-dns.ts';
import { benchRules } from './findings-rules.ts';
import { benchVerify } from './findings-verify.ts';

/** What is wrong, and proof: each part by itself, so that none is measured beside another. */
const parts: Readonly<Record<string, (resources: number) => Promise<void>>> = {
  rules: benchRules,
  dns: benchDns,
  verify: benchVerify,
};

export async function benchFindings(resources: number): Promise<void> {
  for (const bench of Object.values(parts)) await bench(resources);
}
