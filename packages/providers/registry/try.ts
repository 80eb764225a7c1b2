import { inspect } from 'node:util';
import { unlimitedBudget, ProviderError } from '@rollcall/provider-kit';
import { providerNamed } from './src/index.ts';
const p = providerNamed('adbtd');
const sb = await p.sandbox({ seed: 1, sizes: { inbox: 100000, domain: 2000 } });
console.log(sb.baseUrl, sb.sizes);
const s = p.open({ baseUrl: sb.baseUrl, credential: sb.credential, settings: {}, budget: unlimitedBudget() });
const sig = AbortSignal.timeout(60000);
console.log(await s.identify(sig));
for (const k of p.kinds) {
  const t = performance.now();
  let n = 0; let last;
  for await (const page of s.list({ kind: k.kind }, sig)) {
    console.log(page.evidence, Math.round(performance.now() - t), process.memoryUsage().rss >> 20);
    for (const item of page.items) { n++; last = item; }
  }
  console.log(k.kind, n, last, Math.round(performance.now() - t), process.memoryUsage().rss >> 20);
}
console.log(await s.call({ operationId: 'addDomain', input: p.operations['addDomain']!.parse({ name: 'new.example' }) }, sig));
try { p.operations['sendMessage']!.parse({ id: '..', to: [], subjct: 3 }); } catch (e: any) { console.log(e.message, e.details); }
try { p.operations['addDomain']!.parse({ name: 'x y', mode: 'z' }); } catch (e: any) { console.log(e.message, e.details); }
try { p.operations['createMailboxes']!.parse({ emails: ['a@b.example', 'nope'] }); } catch (e: any) { console.log(e.message, e.details); }
console.log(p.operations['sendMessage']!.redact({ id: 'x', to: 'a@b.c', subject: 's', text: 'hello', html: '<p>' }));
console.log(inspect(s, { depth: 5, showHidden: true }), JSON.stringify(s));
await s.close(); await sb.close();
