import type { VerifierKey } from '@rollcall/ledger';
import type { Command } from 'commander';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { show } from '../output/show.ts';
import { offlineLines, verifierKeyGiven, verifyOffline } from '../verify/verify-offline.ts';

interface VerifyOptions extends CommandOptions {
  readonly offline?: string;
  readonly key?: VerifierKey;
}

/** `verify`: whether the audit log is what was signed. Exit code 1 when anything is wrong. */
export function verifyCommand(): Command {
  return gatewayCommand('verify', 'verify that the audit log is what was signed')
    .option('--offline <file>', 'verify a bundle of "audit export", with no gateway and no database')
    .option('--key <key>', 'the verifier key that is trusted: NAME+ID+KEY', verifierKeyGiven)
    .action(async (options: VerifyOptions) => {
      if (options.offline !== undefined) await offline(options, options.offline);
    });
}

async function offline(options: VerifyOptions, path: string): Promise<void> {
  const verdict = await verifyOffline(path, options.key);
  const isRight = verdict.counted === 0;
  show(options, { right: isRight, file: path, ...verdict }, () =>
    offlineLines(path, verdict, options.key !== undefined),
  );
  if (!isRight) process.exitCode = 1;
}
