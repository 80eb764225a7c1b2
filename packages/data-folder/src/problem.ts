import { RollcallError } from '@rollcall/schema';

/** What a failed read or write in the data folder means for the person who runs Rollcall. */
export function problemOf(error: unknown, path: string): RollcallError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return new RollcallError('data_folder_unusable', sentenceOf(code, path, error), { cause: error });
}

function sentenceOf(code: string | undefined, path: string, error: unknown): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no space left on the disk to write ${path}. Free some space and try again; the file is as it was.`;
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read or written by the user who runs Rollcall. Give that user the right to, or choose another folder with --data-dir.`;
    case 'EROFS':
      return `${path} is on a read-only file system. Choose another folder with --data-dir.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} cannot be a folder, since a file stands in its way. Move that file, or choose another folder with --data-dir.`;
    case 'ENOENT':
      return `${path} cannot be made, since a folder on the way to it is missing. Make that one, or choose another with --data-dir.`;
    default:
      return `${path} cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
