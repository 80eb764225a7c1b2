import { createHash } from 'node:crypto';
import { ReportFormat } from '@rollcall/schema';
import { longReport, nastyReport } from './nasty-report.ts';
import { bytesOf } from './written.ts';

// Says what the digests of a report are in the formats that are named, each after another report, for who compares them.
const digests: Record<string, string> = {};
for (const name of process.argv.slice(2)) {
  const format = ReportFormat.parse(name);
  await bytesOf(longReport(3), format);
  digests[format] = createHash('sha256')
    .update(await bytesOf(nastyReport(), format))
    .digest('hex');
}
process.stdout.write(JSON.stringify(digests));
