import type { ServerResponse } from 'node:http';
import type { Concurrency } from './definition.ts';
import type { AnyReply } from './handler.ts';

/** Lets a request in, or answers what the provider says to one too many. */
export type Admit = (response: ServerResponse) => AnyReply | undefined;

/** Counts the requests under way: each until its answer is sent or its connection is gone. Without a cap all get in. */
export function createAdmission(cap: Concurrency | undefined): Admit {
  let underWay = 0;
  return (response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
    return cap !== undefined && underWay > cap.max ? cap.refuse() : undefined;
  };
}
