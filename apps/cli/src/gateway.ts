import { createRollcall, gatewayErrorOf, type Rollcall, type RollcallOptions } from '@rollcall/client';
import { type DataFolder, dataDirDefault, dataFolderAt, readAdminKey, readGateway } from '@rollcall/data-folder';
import { RollcallError } from '@rollcall/schema';
import { CommandError } from './command-error.ts';

/** What every command that asks the gateway takes. */
export interface GatewayOptions {
  readonly dataDir?: string;
}

/**
 * Finds the gateway and asks it. Throws `RollcallError` when none can be found, and `CommandError` with what the
 * gateway answered, or with `gateway_unreachable`.
 */
export async function askGateway<Answer>(
  options: GatewayOptions,
  ask: (rollcall: Rollcall) => Promise<Answer>,
): Promise<Answer> {
  const access = findGateway(options, process.env);
  try {
    return await ask(createRollcall(access));
  } catch (error) {
    throw failureOf(error, access.url);
  }
}

/**
 * Where the gateway is and the key to it: `ROLLCALL_URL` and `ROLLCALL_API_KEY`, or else what the data folder holds. What is
 * asked belongs to the trace of `TRACEPARENT`, as tools that trace commands set it. Throws `RollcallError` that says what is missing.
 */
function findGateway({ dataDir }: GatewayOptions, env: NodeJS.ProcessEnv): RollcallOptions {
  const folder = dataFolderAt(dataDir ?? (env['ROLLCALL_DATA_DIR'] || dataDirDefault));
  const given = env['ROLLCALL_URL'];
  const url = given ? checkedUrl(given) : publishedUrl(folder);
  const key = env['ROLLCALL_API_KEY'];
  const traceparent = env['TRACEPARENT'];
  const apiKey = key ? checkedKey(key.trim()) : keptKey(folder, url);
  return { url, apiKey, ...(traceparent ? { traceparent: () => traceparent.trim() } : {}) };
}

function publishedUrl(folder: DataFolder): string {
  const found = readGateway(folder);
  if (found !== undefined) return found.url;
  throw new CommandError(
    'gateway_unreachable',
    `No gateway runs on the data folder ${folder.path}: start one with "pnpm start", or set ROLLCALL_URL and ROLLCALL_API_KEY to use another.`,
  );
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  const isGood = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username + url.password === '';
  if (isGood) return url.href;
  throw new RollcallError(
    'bad_request',
    'ROLLCALL_URL is not the URL of a gateway: set it to one such as http://127.0.0.1:4400.',
  );
}

function checkedKey(key: string): string {
  // Fetch would quote a key that no header can hold.
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new RollcallError('unauthenticated', 'ROLLCALL_API_KEY is not one API key: set it to one key, without spaces.');
}

/** The key kept on this machine is for this machine: another one would learn it from the request. */
function keptKey(folder: DataFolder, url: string): string {
  const kept = isOnThisMachine(url) ? readAdminKey(folder) : undefined;
  if (kept !== undefined) return kept;
  throw new RollcallError(
    'unauthenticated',
    `There is no API key for ${url}: set ROLLCALL_API_KEY to one ("keys create" makes them).`,
  );
}

function isOnThisMachine(url: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}

function failureOf(error: unknown, url: string): unknown {
  const known = gatewayErrorOf(error);
  if (known === undefined) return error;
  const { code, requestId, details, operationId, issues, provider } = known;
  const message =
    code === 'gateway_unreachable'
      ? `No gateway answers at ${url}: start one with "pnpm start", or set ROLLCALL_URL to one that runs.`
      : known.message;
  const told = { operationId, issues, provider };
  return new CommandError(code, message, { requestId, told, details, cause: error });
}
