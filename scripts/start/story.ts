import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import type { SandboxStory, StoryStep } from '@rollcall/provider-kit/sandbox';

/** A sandbox whose story is told, and the connection to it. */
export interface Told {
  readonly connection: string;
  readonly controlUrl: string;
  readonly story: SandboxStory;
}

/**
 * Has happen in a sandbox what happens there in a demonstration: behind Rollcall's back, and through it. That an operation
 * fails is part of it.
 */
export async function tellStory(rollcall: Rollcall, { connection, controlUrl, story }: Told): Promise<void> {
  for (const step of story) {
    switch (step.do) {
      case 'change':
      case 'fault':
        await control(controlUrl, step);
        break;
      case 'create_inbox': {
        const { do: _step, ...input } = step;
        await ending(rollcall.inboxes.create.mutate({ connection, input }));
        break;
      }
      case 'set_password': {
        const { inbox, password } = step;
        await ending(rollcall.inboxes.setPassword.mutate({ connection, input: { inbox, password } }));
        break;
      }
      default:
        step satisfies never;
    }
  }
}

/** The kinds in which something shows of what happened: those that are listed again. */
export function kindsOf(story: SandboxStory): readonly string[] {
  const kinds = story.flatMap((step) => {
    if (step.do !== 'change') return step.do === 'fault' ? [] : ['inbox'];
    const { kind } = step.change;
    return typeof kind === 'string' ? [kind] : [];
  });
  return [...new Set(kinds)];
}

/** Has a sandbox that was started anew be as its story had left it. What its operations met is over. */
export async function retellStory({ controlUrl, story }: Omit<Told, 'connection'>): Promise<void> {
  for (const step of story) {
    const lasts = step.do === 'change' || (step.do === 'fault' && step.fault['times'] === 0);
    if (lasts) await control(controlUrl, step);
  }
}

async function control(controlUrl: string, step: Extract<StoryStep, { do: 'change' | 'fault' }>): Promise<void> {
  const [path, body] = step.do === 'change' ? ['change', step.change] : ['faults', step.fault];
  const response = await fetch(`${controlUrl}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the sandbox refuses ${JSON.stringify(body)}: ${await response.text()}`);
}

/** Waits until it has ended, well or not. */
async function ending(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (gatewayErrorOf(error) === undefined) throw error;
  }
}
