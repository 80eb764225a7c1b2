import { RollcallError } from '@rollcall/schema';
import { ZodError } from 'zod';

/** What is wrong with one item, or with the group it stands in. */
export interface PlanIssue {
  /** Such as `groups.0.items.17.address`. */
  readonly path: string;
  readonly message: string;
  /** What was thrown: its code says what sort of a mistake it is. */
  readonly error: unknown;
}

/** Issues that are told; of the others, how many there are. */
const issuesShownMax = 100;

/** Collects what is wrong with the items of a plan, so that all of it can be told at once. */
export class PlanIssues {
  readonly found: PlanIssue[] = [];

  /** Runs `work`; what it throws that is a caller's to put right becomes an issue at this path. */
  async at<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.found.push(...issuesOf(error, path));
      return undefined;
    }
  }

  /** Throws `invalid_input` with the first of them unless there are none. */
  assertNone(): void {
    if (this.found.length === 0) return;
    const [first] = this.found;
    const others = this.found.length > 1 ? `, and ${this.found.length - 1} more` : '';
    throw new RollcallError('invalid_input', `The plan cannot be made: ${first?.path}: ${first?.message}${others}.`, {
      details: {
        issues: this.found.slice(0, issuesShownMax).map((issue) => ({ path: issue.path, message: issue.message })),
        total: this.found.length,
      },
    });
  }
}

function issuesOf(error: unknown, path: string): readonly PlanIssue[] {
  if (error instanceof ZodError) {
    return error.issues.map((issue) => ({
      path: [path, ...issue.path.map(String)].join('.'),
      message: issue.message,
      error,
    }));
  }
  if (!(error instanceof RollcallError) || faults.has(error.code)) throw error;
  const { issues } = error.details;
  const listed = Array.isArray(issues) ? issues.filter(isIssue) : [];
  if (listed.length === 0) return [{ path, message: error.message.replace(/\.$/, ''), error }];
  return listed.map((issue) => ({
    path: issue.path === '' ? path : `${path}.${issue.path}`,
    message: issue.message,
    error,
  }));
}

/** What no caller can put right is told as it is, and at once. */
const faults: ReadonlySet<string> = new Set([
  'internal',
  'scope_missing',
  'credential_unreadable',
  'secret_unreadable',
  'database_full',
  'database_unavailable',
]);

function isIssue(issue: unknown): issue is { readonly path: string; readonly message: string } {
  return (
    typeof issue === 'object' &&
    issue !== null &&
    'path' in issue &&
    typeof issue.path === 'string' &&
    'message' in issue &&
    typeof issue.message === 'string'
  );
}
