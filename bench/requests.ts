import { z } from 'zod';

const Log = z.object({
  total: z.int(),
  requests: z.array(z.object({ at: z.string(), operationId: z.string().nullable(), status: z.int().nullable() })),
});

/** What a sandbox has received so far: how many requests, and the newest of them. */
export async function logOf(controlUrl: string): Promise<z.infer<typeof Log>> {
  return Log.parse(await (await fetch(`${controlUrl}/log`)).json());
}

/** How many requests a sandbox has received so far. */
export async function requestsTo(controlUrl: string): Promise<number> {
  return (await logOf(controlUrl)).total;
}
