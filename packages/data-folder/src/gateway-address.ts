import { rmSync } from 'node:fs';
import { identifyProcess, isSameProcessAlive, ProcessIdentity } from '@rollcall/process-lock';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { readJsonFile, writePrivateFile } from './files.ts';

/** Where a gateway of this folder listens, and which process it is. */
export type GatewayAddress = z.infer<typeof GatewayAddress>;
const GatewayAddress = ProcessIdentity.extend({ url: z.url() });

/** Says that this process is a gateway which listens at `url`. Of several gateways, the last to say so is found. */
export function publishGateway(folder: DataFolder, url: string): void {
  writePrivateFile(folder.gateway, `${JSON.stringify({ ...identifyProcess(process.pid), url })}\n`);
}

/** The gateway that runs on this folder; undefined when none does, a killed one included. */
export function readGateway(folder: DataFolder): GatewayAddress | undefined {
  const found = readJsonFile(folder.gateway, GatewayAddress);
  return found && isSameProcessAlive(found) ? found : undefined;
}

/** Takes back what this process published; leaves another gateway's address alone. */
export function removeGateway(folder: DataFolder): void {
  if (readGateway(folder)?.pid === process.pid) rmSync(folder.gateway, { force: true });
}
