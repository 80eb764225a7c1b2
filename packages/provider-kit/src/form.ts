import { follow, isObject, type JsonSchema } from './document.ts';
import type { OpenApiDocument } from './openapi.ts';

/** The form for a body of these documented fields. What is documented to be in base64 is a file, and sent as its bytes. */
export function formOf(
  document: OpenApiDocument,
  fields: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) {
    if (isFile(follow(document, fields[name]))) form.append(name, fileOf(String(value)), name);
    else form.append(name, isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value));
  }
  return form;
}

/** The fields of a form as JSON, files in base64: what `formOf` was made from, text for text. Rejects what is no form. */
export async function formFields(bytes: Buffer, contentType: string): Promise<Readonly<Record<string, string>>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    fields[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('base64');
  }
  return fields;
}

function isFile(schema: JsonSchema): boolean {
  return schema['contentEncoding'] === 'base64';
}

/** With the media type that its first bytes tell, since servers refuse a picture that does not say that it is one. */
function fileOf(base64: string): Blob {
  const bytes = Buffer.from(base64, 'base64');
  const known = signatures.find(({ hex, at }) => bytes.toString('hex', at, at + 8).startsWith(hex));
  return new Blob([new Uint8Array(bytes)], { type: known?.type ?? 'application/octet-stream' });
}

const signatures = [
  { type: 'image/png', at: 0, hex: '89504e470d0a1a0a' },
  { type: 'image/jpeg', at: 0, hex: 'ffd8ff' },
  { type: 'image/gif', at: 0, hex: '474946383' },
  { type: 'image/webp', at: 8, hex: '57454250' },
] as const;
