import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeModel } from '@chorus/learning';
import { network } from '@chorus/phy/testing/network.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { pino } from 'pino';
import type { A1Client, PolicyStatus } from '../a1-client.ts';
import { ModelRegistry } from '../models/registry.ts';
import { putInForce } from './put-in-force.ts';

/** An A1 that answers as told. */
function components(t: TestContext, status: (asked: number) => Partial<PolicyStatus>) {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-live-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const policies = new Map<string, Record<string, unknown>>();
  let asked = 0;
  const a1 = {
    putPolicy: async (_type: number, id: string, policy: Record<string, unknown>) =>
      void policies.set(id, policy),
    status: async () => ({ enforceStatus: 'NOT_ENFORCED', enforceReason: 'waiting', ...status(asked++) }),
  } as unknown as A1Client;
  const init = { folder, builtIn: join(folder, 'none') };
  const registry = new ModelRegistry({ log: pino({ level: 'silent' }) }, init);
  return { policies, assignment: { a1, registry, modelUrl: (name: string) => `http://registry/${name}` } };
}
const file = (name: string) => encodeModel(drawActorModel(network(), { name }));
const never = new AbortController().signal;

test('one model goes to all users, and is in force when A1 says so', async (t) => {
  const status = (asked: number) =>
    asked < 2 ? {} : { enforceStatus: 'ENFORCED' as const, nearRtLoop: 7, slot: 71 };
  const { policies, assignment } = components(t, status);
  const found = await putInForce(assignment, [file('m')], never);
  assert.deepEqual(found, [{ model: 'm', version: 1, nearRtLoop: 7, slot: 71 }]);
  assert.deepEqual([...policies.keys()], ['train']);
  assert.equal(policies.get('train')?.['users'], undefined);
});

test('of several each goes to its own user', async (t) => {
  const status = () => ({ enforceStatus: 'ENFORCED' as const, nearRtLoop: 7, slot: 71 });
  const { policies, assignment } = components(t, status);
  await putInForce(assignment, [file('m-agent-0'), file('m-agent-1')], never);
  assert.deepEqual(
    [...policies].map(([id, { model, users }]) => [id, model, users]),
    [
      ['train-0', 'm-agent-0', [0]],
      ['train-1', 'm-agent-1', [1]],
    ],
  );
});

test('a model that is refused is named with the reason; a stop ends the wait', async (t) => {
  const refusing = components(t, () => ({ refused: true, enforceReason: 'it does not fit' }));
  await assert.rejects(putInForce(refusing.assignment, [file('m')], never), {
    code: 'CHORUS_MODEL_INVALID',
    message: /m@1.*it does not fit/,
  });
  const waiting = components(t, () => ({}));
  const stop = new AbortController();
  const done = putInForce(waiting.assignment, [file('m')], stop.signal);
  stop.abort('DELETE');
  await assert.rejects(done, { code: 'CHORUS_INTERRUPTED' });
});
