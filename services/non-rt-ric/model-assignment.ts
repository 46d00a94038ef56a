import { modelChecksum, type ModelKind } from '@chorus/learning';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { MODEL } from '@chorus/platform/policy-types.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Client, PolicyStatus } from './a1-client.ts';
import type { ModelRegistry } from './models/registry.ts';

const targetOf = { actor: 'xapp', multiplier: 'odu' } as const satisfies Record<ModelKind, string>;

interface Request {
  readonly model: string;
  readonly version?: number;
  readonly users?: readonly number[];
  readonly target?: 'xapp' | 'odu';
}
/** Where the models are and who carries out policies. */
export interface AssignmentComponents {
  readonly a1: A1Client;
  readonly registry: ModelRegistry;
  /** Where xApps and O-DUs find a version's file. */
  readonly modelUrl: (name: string, version: number) => string;
}
interface PolicyParams {
  Params: { policy: string };
}

const check = compileSchema({
  type: 'object',
  properties: {
    model: { type: 'string' },
    version: { type: 'integer', minimum: 1, maximum: 2147483647 },
    users: { type: 'array', items: { type: 'integer' }, minItems: 1 },
    target: { enum: ['xapp', 'odu'] },
  },
  required: ['model'],
  additionalProperties: false,
});

/**
 * Says by a policy which model runs where.
 *
 * @param body the request of `PUT /rapps/models/ID`
 * @throws ChorusError CHORUS_FIELD_INVALID, CHORUS_MODEL_NOT_FOUND, and those of A1
 */
export async function assignModel(
  { a1, registry, modelUrl }: AssignmentComponents,
  policy: string,
  body: unknown,
): Promise<void> {
  await a1.putPolicy(MODEL, policy, policyOf(body, registry, modelUrl));
}

/** Whether a policy's model is in force. @throws ChorusError of A1 */
export function assignmentStatus({ a1 }: AssignmentComponents, policy: string): Promise<PolicyStatus> {
  return a1.status(MODEL, policy);
}

/** rApp `models`: which model of the registry runs where becomes an A1 policy. */
export function serveModelAssignment(http: FastifyInstance, components: AssignmentComponents): void {
  const { a1 } = components;
  const path = '/rapps/models/:policy';
  const standing = async (policy: string) => ({
    policy: await a1.policy(MODEL, policy),
    ...(await assignmentStatus(components, policy)),
  });
  http.put<PolicyParams>(path, async ({ params, body }, reply) => {
    await assignModel(components, params.policy, body);
    return reply.code(202).send(await standing(params.policy));
  });
  http.get<PolicyParams>(path, async ({ params }) => standing(params.policy));
  http.delete<PolicyParams>(path, async ({ params }, reply) => {
    await a1.deletePolicy(MODEL, params.policy);
    return reply.code(202).send();
  });
}

function policyOf(
  body: unknown,
  registry: ModelRegistry,
  urlOf: (name: string, version: number) => string,
): object {
  const fault = check(body);
  if (fault !== null)
    throw new ChorusError('CHORUS_FIELD_INVALID', { ...fault, field: fault.field || 'body' });
  const { model: name, version: wanted, users, target } = body as Request;
  const model = registry.get(name, wanted);
  const fits = targetOf[model.kind];
  if (target !== undefined && target !== fits)
    throw invalid('target', target, `${fits}, since ${name} is of kind ${model.kind}`);
  if (fits === 'odu' && users !== undefined)
    throw invalid('users', users, 'none: a multiplier works for all users of an O-DU');
  const { version } = model;
  return {
    model: name,
    version,
    checksum: modelChecksum(model),
    url: urlOf(name, version),
    target: fits,
    ...(users !== undefined && { users }),
  };
}

function invalid(field: string, value: unknown, allowed: string): ChorusError {
  return new ChorusError('CHORUS_FIELD_INVALID', { field, value, allowed });
}
