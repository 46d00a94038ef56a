import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeModel, modelChecksum, type Model } from '@chorus/learning';
import { buildTopology } from '@chorus/phy';
import {
  ControlHeader,
  ModelPlan,
  ModelTakeover,
  PRECODING,
  type ControlStyle,
} from '@chorus/platform/proto.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { startModelServer, type ModelServer } from '@chorus/platform/testing/model-server.ts';
import { pino } from 'pino';
import { createMultiplier as createNewton } from './dapps/newton.ts';
import { Refusal } from './causes.ts';
import { ModelChanges } from './model-changes.ts';
import { createMultiplier, factorModel } from './testing/model-multiplier.ts';

const RT_LOOPS = 10;
const { network, radio } = checkScenario({});
const components = { topology: buildTopology({ ...network, ...radio }, 1), odu: 0 };

let server: ModelServer;
before(async () => {
  server = await startModelServer();
});
after(() => server.stop());

function changes(make: typeof createMultiplier = createMultiplier) {
  const one = new ModelChanges(
    {
      multiplier: make(components, {}),
      makeMultiplier: async () => make(components, {}),
      log: pino({ level: 'silent' }),
    },
    { rtLoops: RT_LOOPS },
  );
  const take = (style: ControlStyle, message: Buffer, ranFunction = PRECODING.id) =>
    one.take({
      id: { requestor: 4, instance: 1 },
      ranFunction,
      header: ControlHeader.encode({ style }),
      message,
    });
  return {
    one,
    take,
    plan: (generation: number, model: Model | null, change: object = {}) => {
      const assignments = model === null ? [] : [{ ...assignmentOf(model), ...change }];
      return take('MODEL_PLAN', ModelPlan.encode({ generation, assignments }));
    },
    takeover: (generation: number, nearRtLoop: number) =>
      take('MODEL_TAKEOVER', ModelTakeover.encode({ generation, nearRtLoop })),
    /** xi over Newton's, for a slot that is answered now. */
    factor: (slot: number) => {
      one.apply(slot);
      const [lambda, phi] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 4, 4, 4)];
      return one.multiplier.solve(lambda, phi, 1) / createNewton().solve(lambda, phi, 1);
    },
  };
}

function assignmentOf(model: Model) {
  const { name, version } = model;
  const url = server.put(`/models/${name}/${version}`, encodeModel(model));
  return { policy: 'p', model: name, version, checksum: modelChecksum(model), url };
}

test("a plan's model takes over in the first slot of the loop that is named, and not before", async () => {
  const { plan, takeover, factor } = changes();
  assert.equal(factor(13), 1);
  await plan(1, factorModel(2));
  assert.equal(factor(14), 1);
  assert.deepEqual(await takeover(1, 3), { applied: 1, appliedAtSlot: 31 });
  assert.equal(factor(30), 1);
  assert.equal(factor(31), 2);
  await plan(2, null);
  assert.deepEqual(await takeover(2, 5), { applied: 1, appliedAtSlot: 51 });
  assert.equal(factor(51), 1, 'a plan without a model is back to what the scenario gave');
});

test('one that comes late takes over at the next loop, never in the midst of one', async () => {
  const { plan, takeover, factor } = changes();
  await plan(1, factorModel(2));
  factor(44);
  assert.deepEqual(await takeover(1, 2), { applied: 1, appliedAtSlot: 51 });
  assert.equal(factor(50), 1);
  await takeover(1, 2);
  assert.deepEqual(await takeover(1, 2), { applied: 1, appliedAtSlot: 51 }, 'the next slot starts a loop');
  assert.equal(factor(51), 2);
});

test('a takeover right behind its plan waits for the model', async () => {
  const { plan, takeover, factor } = changes();
  const planned = plan(1, factorModel(2));
  assert.equal((await takeover(1, 0))?.appliedAtSlot, 1);
  await planned;
  assert.equal(factor(1), 2);
});

test('what cannot be used is refused, and what is in force goes on', async () => {
  const { plan, takeover, take, factor } = changes();
  await plan(1, factorModel(2));
  await takeover(1, 0);
  assert.equal(factor(1), 2);
  const refused = (reason: RegExp) => (error: unknown) =>
    error instanceof Refusal && reason.test(error.message);
  const nan = factorModel(NaN, 'nan');
  await assert.rejects(plan(2, nan) as Promise<unknown>, refused(/weight 0 is not finite/));
  const bad = { checksum: 'ab'.repeat(32) };
  await assert.rejects(plan(3, factorModel(3), bad) as Promise<unknown>, refused(/its checksum is/));
  const actor: Model = { ...factorModel(3, 'actor'), kind: 'actor' };
  await assert.rejects(plan(4, actor) as Promise<unknown>, refused(/it is an actor/));
  for (const generation of [2, 3, 4, 99])
    await assert.rejects(takeover(generation, 0) as Promise<unknown>, refused(/is not ready here/));
  assert.equal(factor(11), 2);
  assert.throws(() => take('MODEL_PLAN', Buffer.from('ffff', 'hex')), { code: 'CHORUS_MESSAGE_INVALID' });
  assert.throws(() => take('MODEL_PLAN', Buffer.alloc(0), 7), refused(/RAN function 7/));
  assert.equal(take('FILTERS', Buffer.alloc(0)), null, 'other controls are not its own');
});

test('a dApp that takes no models says so', async () => {
  const { plan } = changes(createNewton);
  await assert.rejects(plan(1, factorModel(2)) as Promise<unknown>, /dApp newton takes no models/);
});
