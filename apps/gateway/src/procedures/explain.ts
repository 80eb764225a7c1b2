import { connectionNamed, explainedResource } from '@rollcall/db';
import { explain, explainAttribute } from '@rollcall/ledger';
import { type KindSpec, noiseOf } from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { type AttributeRule, Explanation, Kind, type Resource, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';
import { assertKind } from './kinds.ts';

/** What the ledger holds of one resource, why, and what comes next; with `attribute`, by which rule it is compared. */
export const explainResource = procedureFor({
  scope: 'inventory:read',
  cost: 'read',
  audit: 'none',
  rest: 'GET /resources/{connection}/{kind}/{externalId}/explanation',
  summary: 'Says what the ledger holds of a resource, why, and what comes next.',
})
  .input(
    z.strictObject({
      connection: z.string(),
      kind: Kind,
      externalId: z.string().max(1_000),
      attribute: z.string().max(200).optional(),
    }),
  )
  .query(({ ctx, input }) =>
    ctx.inWorkspace(async (tx): Promise<{ data: Explanation }> => {
      const { attribute, ...one } = input;
      const connection = await connectionNamed(tx, one.connection);
      assertKind(one.kind, connection.provider);
      const spec = providerNamed(connection.provider).kinds.find(({ kind }) => kind === one.kind);
      if (spec === undefined) throw new Error('a kind that the provider has was asserted');
      const { perParent: parentKind, ownedBy } = spec;
      const found = await explainedResource(tx, { ...one, connectionId: connection.id, parentKind, ownedBy });
      if (found === undefined) throw notFound(input);
      const facts = { ...found, attributes: rulesOf(spec, found.resource) };
      const { readable, configured = false, bestGrade } = spec;
      const sentences =
        attribute === undefined
          ? explain({ ...facts, listed: { readable, configured, bestGrade } })
          : [explainAttribute(ruleOf(facts.attributes, attribute))];
      return { data: Explanation.parse({ ...facts, sentences }) };
    }),
  );

/** The rule of each attribute that its kind has, and of those that only operations told of this resource. */
function rulesOf(spec: KindSpec, { attributes }: Pick<Resource, 'attributes'>): AttributeRule[] {
  const noise = noiseOf(spec);
  const rules = Object.entries(spec.attributes).map(
    ([attribute, role]): AttributeRule => ({
      attribute,
      role: role.role,
      drifts: !noise.includes(attribute),
      reason: role.role === 'content' ? null : role.reason,
    }),
  );
  const learned = Object.keys(attributes).filter((attribute) => !Object.hasOwn(spec.attributes, attribute));
  return [
    { attribute: 'name', role: 'content', drifts: true, reason: null },
    ...rules,
    ...learned.map((attribute): AttributeRule => ({ attribute, role: 'learned', drifts: false, reason: null })),
  ];
}

function ruleOf(rules: readonly AttributeRule[], attribute: string): AttributeRule {
  const rule = rules.find((each) => each.attribute === attribute);
  if (rule !== undefined) return rule;
  throw new RollcallError(
    'not_found',
    `There is no attribute "${attribute}": it has ${rules.map((each) => each.attribute).join(', ')}.`,
  );
}

function notFound({
  connection,
  kind,
  externalId,
}: {
  connection: string;
  kind: string;
  externalId: string;
}): RollcallError {
  return new RollcallError(
    'not_found',
    `The ledger has never held the ${kind} ${externalId} of ${connection}: no believed listing showed it. "scopes --connection ${connection} --kind ${kind}" says how old and how good its listings are.`,
  );
}
