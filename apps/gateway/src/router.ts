import { audit } from './procedures/audit.ts';
import { brake } from './procedures/brake.ts';
import { budgets } from './procedures/budgets.ts';
import { capabilities } from './procedures/capabilities.ts';
import { certificates } from './procedures/certificates.ts';
import { aliases, domains, inboxes, providerKeys } from './procedures/common.ts';
import { connections } from './procedures/connections.ts';
import { credentials } from './procedures/credentials.ts';
import { dns } from './procedures/dns.ts';
import { doctor } from './procedures/doctor.ts';
import { documents } from './procedures/documents.ts';
import { events } from './procedures/events.ts';
import { findings } from './procedures/findings.ts';
import { holds } from './procedures/holds.ts';
import { keys } from './procedures/keys.ts';
import { operations } from './procedures/operations.ts';
import { providers } from './procedures/providers.ts';
import { reports } from './procedures/reports.ts';
import { resources } from './procedures/resources.ts';
import { runs, sync } from './procedures/sync.ts';
import { use } from './procedures/use.ts';
import { webhooks } from './procedures/webhooks.ts';
import { workspaces } from './procedures/workspaces.ts';
import { router } from './trpc.ts';

/** Everything that can be asked of the gateway. */
export const appRouter = router({
  aliases,
  audit,
  brake,
  budgets,
  capabilities,
  certificates,
  connections,
  credentials,
  dns,
  doctor,
  documents,
  domains,
  events,
  findings,
  holds,
  inboxes,
  keys,
  operations,
  providerKeys,
  providers,
  reports,
  resources,
  runs,
  sync,
  use,
  webhooks,
  workspaces,
});

export type AppRouter = typeof appRouter;
