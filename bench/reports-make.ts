import { assertReady, inWorkspace, openDatabase } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';
import { makeReport } from '@rollcall/reports';
import { ReportAsk, ReportFormat, WorkspaceId } from '@rollcall/schema';
import { z } from 'zod';

/** Does nothing but make reports, when it is told to; and says how long each took. */
const Told = z.object({ workspaceId: WorkspaceId, ask: ReportAsk, format: ReportFormat });
const db = openDatabase(process.env['ROLLCALL_GATEWAY_DATABASE_URL'] ?? '', { max: 4, name: 'rollcall-gateway' });
await assertReady(db);
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.on('message', async (message) => {
  const { workspaceId, ask, format } = Told.parse(message);
  const actor = { type: 'system', id: 'bench', name: 'bench' } as const;
  const from = performance.now();
  const { report } = await makeReport({ db, workspaceId, providers: Object.values(providers), actor }, ask, [format]);
  const ms = Math.round(performance.now() - from);
  const [document] = report.documents;
  // Nothing of it is to be there when the next is asked for.
  await inWorkspace(db, workspaceId, (tx) => tx.deleteFrom('report').where('workspace_id', '=', workspaceId).execute());
  process.send?.({ ms, bytes: document?.size ?? 0, state: report.state });
});
process.send?.('ready');
