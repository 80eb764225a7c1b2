import type { Provider } from '@rollcall/provider-kit';
import { z } from 'zod';
import { exampleOf } from './credential.ts';

/**
 * What `connections add --help` says of a provider: an example line, and each field of its credential and its settings
 * with what it means.
 */
export function providerHelp(provider: Provider): readonly string[] {
  const { name, title, credential, settings } = provider;
  const config = exampleOf(settings);
  const example = `echo '${exampleOf(credential)}' | pnpm rollcall connections add my-${name} --provider ${name}`;
  return [
    title === name ? name : `${name} (${title})`,
    `  ${example}${config === '{}' ? '' : ` --config '${config}'`}`,
    ...fieldLines('credential', credential),
    ...fieldLines('--config', settings),
  ];
}

function fieldLines(holder: string, schema: z.ZodType): readonly string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, field]) => {
    const { description = '', default: byDefault, ...shape } = Field.parse(field);
    const facts = [
      typeOf(shape),
      required.includes(name)
        ? 'required'
        : byDefault === undefined
          ? 'optional'
          : `${JSON.stringify(byDefault)} unless given`,
      ...(shape.beginsWith === undefined ? [] : [`begins with ${shape.beginsWith.join(' or ')}`]),
    ];
    return `  ${holder} ${name} (${facts.join('; ')}): ${description}`;
  });
}

const Field = z.object({
  description: z.string().optional(),
  default: z.json().optional(),
  type: z.string().optional(),
  enum: z.array(z.json()).optional(),
  beginsWith: z.array(z.string()).optional(),
});

function typeOf({ type = 'any', enum: choices }: Pick<z.infer<typeof Field>, 'type' | 'enum'>): string {
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(', ');
  if (type === 'string') return 'text';
  return type === 'array' ? 'a list' : type;
}
