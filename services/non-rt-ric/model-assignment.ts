import { modelChecksum, type ModelKind } from '@chorus/learning';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import type { FastifyInstance } from 'fastify';
import type { A1Client } from './a1-client.ts';
import type { ModelRegistry } from './models/registry.ts';

/** The A1 policy type that it uses: the model that users' actors, or dApp 1, run. */
const POLICY_TYPE = 20101;

const targetOf = { actor: 'xapp', multiplier: 'odu' } as const satisfies Record<ModelKind, string>;

interface Request {
  readonly model: string;
  readonly version?: number;
  readonly users?: readonly number[];
  readonly target?: 'xapp' | 'odu';
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
 * rApp `models`: which model of the registry runs where becomes an A1 policy.
 *
 * @param urlOf where xApps and O-DUs find a version's file
 */
export function serveModelAssignment(
  http: FastifyInstance,
  a1: A1Client,
  registry: ModelRegistry,
  urlOf: (name: string, version: number) => string,
): void {
  const path = '/rapps/models/:policy';
  const standing = async (policy: string) => ({
    policy: await a1.policy(POLICY_TYPE, policy),
    ...(await a1.status(POLICY_TYPE, policy)),
  });
  http.put<PolicyParams>(path, async ({ params, body }, reply) => {
    await a1.putPolicy(POLICY_TYPE, params.policy, policyOf(body, registry, urlOf));
    return reply.code(202).send(await standing(params.policy));
  });
  http.get<PolicyParams>(path, async ({ params }) => standing(params.policy));
  http.delete<PolicyParams>(path, async ({ params }, reply) => {
    await a1.deletePolicy(POLICY_TYPE, params.policy);
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
