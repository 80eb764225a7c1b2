import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { type ReportDocument, RollcallError, type WorkspaceId } from '@rollcall/schema';

/** A folder into which reports are delivered: a folder a workspace, in it one a schedule names, in that the documents. */
export interface ReportFolder {
  /**
   * Puts a document there, whole or not at all, and answers where it is: on the disk when this resolves. What is there already with
   * the same bytes stays as it is; beside one with others, its name says when it was known. Throws `data_folder_unusable`.
   */
  put(place: ReportPlace, document: ReportDocument, bytes: AsyncIterable<Uint8Array>): Promise<string>;
}

interface ReportPlace {
  readonly workspaceId: WorkspaceId;
  /** A name, not a path. */
  readonly folder: string;
  /** When what the document says was known. */
  readonly knownAt: string;
}

export function reportFolderAt(path: string): ReportFolder {
  return {
    async put({ workspaceId, folder, knownAt }, document, bytes) {
      const into = join(path, workspaceId, folder);
      try {
        const made = await mkdir(into, { recursive: true, mode: 0o700 });
        if (made !== undefined) await syncFolder(dirname(made));
        return await putInto(into, { document, knownAt, bytes });
      } catch (error) {
        if (!isOfTheDisk(error)) throw error;
        const message = `${into} cannot be written to (${error.code}): see that there is room, and that the daemon may write there.`;
        throw new RollcallError('data_folder_unusable', message, { cause: error });
      }
    },
  };
}

interface Put {
  readonly document: ReportDocument;
  readonly knownAt: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

async function putInto(into: string, { document, knownAt, bytes }: Put): Promise<string> {
  const names = namesOf(document.fileName, knownAt).map((name) => join(into, name));
  for (const name of names) if ((await digestOf(name)) === document.sha256) return name;
  await removeLeftOver(into);
  const draft = join(into, `.${document.fileName}.${randomUUID()}${draftEnding}`);
  try {
    await writeDraft(draft, { document, bytes });
    for (const name of names) {
      if (!(await publish(draft, name))) continue;
      await syncFolder(into);
      return name;
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new RollcallError(
    'data_folder_unusable',
    `${names.join(' and ')} are there with other content: move them away, and the report is written.`,
  );
}

/** Its own name, and another for where somebody may have signed what has that one. */
function namesOf(fileName: string, knownAt: string): readonly string[] {
  const { name, ext } = parse(fileName);
  return [fileName, `${name}--known-${knownAt.replaceAll(':', '')}${ext}`];
}

async function writeDraft(draft: string, { document, bytes }: Omit<Put, 'knownAt'>): Promise<void> {
  const digest = createHash('sha256');
  await using file = await open(draft, 'wx', 0o600);
  for await (const part of bytes) {
    digest.update(part);
    await file.writeFile(part);
  }
  if (digest.digest('hex') !== document.sha256) {
    throw new RollcallError('internal', `What is kept of ${document.fileName} is not what was written: make it again.`);
  }
  await file.sync();
}

/** Gives a draft its name; false where something has it. Not every file system can name a file twice. */
async function publish(draft: string, name: string): Promise<boolean> {
  try {
    await link(draft, name);
    return true;
  } catch (error) {
    if (isOfTheDisk(error) && error.code === 'EEXIST') return false;
    if (!isOfTheDisk(error) || !unlinkable.has(error.code)) throw error;
    if ((await stat(name).catch(unlessAbsent)) !== undefined) return false;
    await rename(draft, name);
    return true;
  }
}

const unlinkable: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function digestOf(path: string): Promise<string | undefined> {
  if ((await stat(path).catch(unlessAbsent)) === undefined) return undefined;
  const digest = createHash('sha256');
  for await (const part of createReadStream(path)) digest.update(part);
  return digest.digest('hex');
}

const draftEnding = '.draft';
/** Nobody writes a document for longer. */
const draftMsMax = 3_600_000;

/** Removes what a daemon began that was killed. */
async function removeLeftOver(into: string): Promise<void> {
  for (const name of await readdir(into)) {
    if (!name.startsWith('.') || !name.endsWith(draftEnding)) continue;
    const found = await stat(join(into, name)).catch(unlessAbsent);
    if (found !== undefined && Date.now() - found.mtimeMs > draftMsMax) await rm(join(into, name), { force: true });
  }
}

function isOfTheDisk(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

function unlessAbsent(error: unknown): undefined {
  if (isOfTheDisk(error) && error.code === 'ENOENT') return undefined;
  throw error;
}

/** Makes a new name in it outlive a power cut. Windows cannot open a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}
