import type { SandboxStory } from './story.ts';
import type { SandboxZone } from './zone.ts';

/** A provider's stand-in: an HTTP server with state, typed by the same OpenAPI document. */
export interface Sandbox {
  /** What `--base-url` takes: the path of the provider's API included. */
  readonly baseUrl: string;
  /** Where the control interface listens: loopback only, and it asks for no credential. */
  readonly controlUrl: string;
  /** A credential this sandbox accepts, in the shape `connections add` reads. */
  readonly credential: Readonly<Record<string, string>>;
  /** The settings that a connection to it needs, as `--config` takes them; empty where it needs none. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** How many of each kind it was seeded with. */
  readonly sizes: Readonly<Record<string, number>>;
  /** What happens in a demonstration, as it follows from what was seeded. */
  readonly story: SandboxStory;
  /** The zones of DNS that the provider serves now. */
  zones(): readonly SandboxZone[];
  /** Resolves when the server has stopped, whoever stopped it. */
  readonly closed: Promise<void>;
  /** Stops the server and cuts every open connection. Safe to call twice. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Same seed, same data. */
  readonly seed: number;
  /** How many of each kind; a kind that is left out takes the provider's small default. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** The day that is "now" in its data, as `2026-06-01`, which is the default. All its times lie about it. */
  readonly now?: string;
  /** Seeded with nothing wrong on purpose: all that anybody pays for is there, used, paid and published. */
  readonly clean?: boolean;
  /** 0 picks a free port. Loopback only. */
  readonly port?: number;
  /** Documented rate limits: on by default. */
  readonly limits?: boolean;
}

/** Starts a sandbox. Rejects with `SandboxError` when an option makes no sense or the port is taken. */
export type SandboxFactory = (options: SandboxOptions) => Promise<Sandbox>;
