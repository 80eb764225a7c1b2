import { dataDirDefault, dataFolderAt, readSandboxes } from '@rollcall/data-folder';
import { z } from 'zod';
import { CommandError, wrongUsage } from '../command-error.ts';

/** Which sandbox is meant: by its control URL, or by the connection that `pnpm start` has made for it. */
export interface SandboxAddress {
  readonly control?: URL;
  readonly connection?: string;
  readonly dataDir?: string;
}

/** Where that sandbox is controlled. Throws `CommandError` when it is named in no way or in two, or is not known. */
export async function controlUrlOf({ control, connection, dataDir }: SandboxAddress): Promise<URL> {
  if (control !== undefined && connection === undefined) return control;
  if (control !== undefined || connection === undefined) {
    throw wrongUsage('Say which sandbox: either --connection, or the --control URL that "sandbox start" printed.');
  }
  const folder = dataFolderAt(dataDir ?? (process.env['ROLLCALL_DATA_DIR'] || dataDirDefault));
  const sandboxes = readSandboxes(folder);
  const known = sandboxes.find((sandbox) => sandbox.connection === connection);
  if (known !== undefined) {
    const { controlUrlAt } = await import('@rollcall/provider-kit/sandbox');
    return new URL(controlUrlAt(`http://127.0.0.1:${known.port}`));
  }
  const names = sandboxes.map((sandbox) => sandbox.connection).join(', ') || 'none';
  const elsewhere = 'the control URL of one that "sandbox start" has started is given with --control.';
  throw new CommandError(
    'not_found',
    `"pnpm start" runs no sandbox for a connection ${connection}, but for ${names}; ${elsewhere}`,
  );
}

/** A request of a sandbox's control interface. */
export interface ControlRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** A large sandbox takes a second or two to write its state. */
const controlTimeoutMs = 30_000;

/** Asks a running sandbox; answers its JSON. Throws `CommandError`, with the sandbox's own sentence when it refuses. */
export async function askControl(controlUrl: URL, { method, path, body }: ControlRequest): Promise<unknown> {
  const url = `${controlUrl.href.replace(/\/$/, '')}${path}`;
  const { status, text } = await send(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(controlTimeoutMs),
  });
  const answer = parsed(text);
  if (status === 200 && answer !== undefined) return answer;
  const refusal = Refusal.safeParse(answer);
  // Any other status comes from another interface: the control interface asks for no credential and has these paths.
  if (refusal.success && (status === 400 || status === 500)) {
    throw new CommandError('sandbox_refused', refusal.data.error.message);
  }
  throw new CommandError('not_a_sandbox', `${url} is no sandbox: use the control URL that "sandbox start" printed.`);
}

/** Reads the option that says where a sandbox is controlled. */
export function controlUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:') return url;
  throw wrongUsage('--control must be the http:// URL that "sandbox start" printed.');
}

const Refusal = z.object({ error: z.object({ message: z.string() }) });

async function send(url: string, init: RequestInit): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const message = `No sandbox answers at ${url}: "pnpm start" runs one for each provider, "pnpm rollcall sandbox start" any other.`;
    throw new CommandError('sandbox_unreachable', message, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
