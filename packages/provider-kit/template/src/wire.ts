import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/** The fields that `map.ts` and `provider.ts` rely on; each is held to the generated type by the compiler. */
type Documented = components['schemas'];

/** It also stands in paths, where `.` and `..` would lead elsewhere. */
const id = z.string().regex(/^\w[\w.:~-]{0,127}$/);

export const Account = wireOf<Documented['Account']>()({ id, name: z.string() });

export const Inbox = wireOf<Documented['Inbox']>()({
  id,
  email: z
    .string()
    .max(320)
    .regex(/^.+@[^@]+$/),
  status: z.string(),
  createdAt: z.string().min(1),
});
export type Inbox = z.infer<typeof Inbox>;
