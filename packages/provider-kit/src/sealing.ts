import { inspect } from 'node:util';
import { sealedNote } from '@rollcall/telemetry';

/** Takes known secrets out of whatever a provider sends back. */
export interface Sealer {
  text(text: string): string;
  bytes(bytes: Buffer): Buffer;
  /** Parsed JSON, where escapes may have hidden a secret from the other two. */
  json(value: unknown): unknown;
}

/**
 * A sealer for these secrets: every occurrence is replaced, also in the forms that JSON and URLs give it. Shorter ones
 * than `secretLengthMin` are left alone, since they would tear holes into ordinary words.
 */
export function createSealer(secrets: readonly string[]): Sealer {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= secretLengthMin).flatMap(formsOf))];
  // The longest first: a secret may contain another.
  forms.sort((a, b) => b.length - a.length);
  const text = (given: string) => forms.reduce((sealed, form) => sealed.replaceAll(form, sealedNote), given);
  return {
    text,
    bytes: (given) => (forms.some((form) => given.includes(form)) ? Buffer.from(text(given.toString())) : given),
    json: (given) => {
      if (given === undefined) return undefined;
      const plain = JSON.stringify(given);
      const sealed = text(plain);
      return sealed === plain ? given : JSON.parse(sealed);
    },
  };
}

/** No provider hands out a key or a password shorter than this. */
const secretLengthMin = 6;

/** Every string inside a credential, at any depth. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** The same thing, its fields readable one by one; printed or turned into JSON it says `[sealed]`. */
export function concealed<Value extends object>(value: Value): Value {
  const says = { value: () => sealedNote, enumerable: false };
  return Object.defineProperties({ ...value }, { toJSON: says, toString: says, [inspect.custom]: says });
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  // Some servers escape every slash in their JSON.
  return [secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret.toWellFormed())];
}
