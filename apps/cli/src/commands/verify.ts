import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirDefault, dataFolderAt } from '@rollcall/data-folder';
import type { VerifierKey } from '@rollcall/ledger';
import type { Command } from 'commander';
import { repeated } from '../arguments.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { progress } from '../output/progress.ts';
import { show } from '../output/show.ts';
import { offlineLines, verifierKeyGiven, verifyOffline } from '../verify/verify-offline.ts';
import { type OnlineVerdict, verifyOnline } from '../verify/verify-online.ts';

interface VerifyOptions extends CommandOptions {
  readonly offline?: string;
  readonly key?: VerifierKey;
  readonly pin?: readonly string[];
}

/** `verify`: whether the audit log is what was signed. Exit code 1 when anything is wrong. */
export function verifyCommand(): Command {
  return gatewayCommand('verify', 'verify that the audit log is what was signed')
    .option('--offline <file>', 'verify a bundle of "audit export", with no gateway and no database')
    .option('--key <key>', 'the verifier key that is trusted: NAME+ID+KEY', verifierKeyGiven)
    .option(
      '--pin <file>',
      'checkpoints that were kept elsewhere; may be repeated. Unless given, those that a daemon keeps on this machine',
      repeated,
    )
    .action(async (options: VerifyOptions) => {
      const isRight = await (options.offline === undefined ? online(options) : offline(options, options.offline));
      if (!isRight) process.exitCode = 1;
    });
}

async function offline(options: VerifyOptions, path: string): Promise<boolean> {
  const verdict = await verifyOffline(path, options.key);
  const right = verdict.counted === 0;
  show(options, { right, file: path, ...verdict }, () => offlineLines(path, verdict, options.key !== undefined));
  return right;
}

async function online(options: VerifyOptions): Promise<boolean> {
  const pinFiles = options.pin ?? keptPins(options);
  const verdict = await askGateway(options, (rollcall) =>
    verifyOnline(rollcall, { pinFiles, key: options.key, progress: progress(options) }),
  );
  show(options, verdict, () => onlineLines(verdict));
  return verdict.right;
}

/** The files that a daemon on this machine keeps. */
function keptPins({ dataDir }: VerifyOptions): readonly string[] {
  const { checkpoints } = dataFolderAt(dataDir ?? (process.env['ROLLCALL_DATA_DIR'] || dataDirDefault));
  const folder = process.env['ROLLCALL_PIN_FOLDER'] || checkpoints;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(folder, name));
}

function onlineLines({
  right,
  problems,
  counted,
  events,
  rows,
  checkpoint,
  keys,
  pins,
}: OnlineVerdict): readonly string[] {
  if (!right) {
    const more = counted > problems.length ? [`… and ${counted - problems.length} more`] : [];
    const end = `The log is NOT what was signed: ${counted} problem${counted === 1 ? '' : 's'}`;
    return [...problems.map(({ sentence }) => sentence), ...more, end];
  }
  const signed = checkpoint === null ? 'not signed yet' : `signed up to ${checkpoint.size} at ${checkpoint.at}`;
  return [
    `${events} events, each as it was sealed; ${signed}`,
    `the ledger and its events agree in ${rows} rows that were looked at`,
    pins === 0
      ? 'compared with no checkpoint kept elsewhere: --pin FILE does so'
      : `compared with ${pins} checkpoint${pins === 1 ? '' : 's'} kept elsewhere`,
    ...keys.map((key) => `key: ${key}`),
  ];
}
