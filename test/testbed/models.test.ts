// Models that are deployed while a testbed runs: the records say in which slot they took over, nothing is
// missed, and a model that cannot be used leaves everything as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { encodeModel, modelChecksum, type Model } from '@chorus/learning';
import { factorModel } from '@chorus/o-du/testing/model-multiplier.ts';
import { createTwin, topologyOf } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { startModelServer } from '@chorus/platform/testing/model-server.ts';
import { drawActorModel } from '@chorus/xapp-actor/testing/actor-model.ts';
import { moving, up, type KpiRecord } from './chorus.ts';

const RT_LOOPS = 10;
const topology = topologyOf(loadScenario('small'));

interface InForce {
  target: string;
  model: string;
  version: number;
  users: number;
  nearRtLoop: number;
  slot: number;
}

function fileOf(t: TestContext, model: Model): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-models-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'model.json');
  writeFileSync(path, encodeModel(model));
  return path;
}

/** A running testbed, its records, and the twin that runs it without any model. */
async function testbed(t: TestContext, apps: readonly string[]) {
  const set = [...apps, ...moving];
  const bed = await up(t, 'small', set);
  const { nats, http } = bed.status().addresses;
  const connection = await connect({ servers: nats });
  t.after(() => connection.close());
  const records: KpiRecord[] = [];
  connection.subscribe('kpi.*', {
    callback: (_error, message) => void records.push(message.json<KpiRecord>()),
  });
  const of = (process: string) => records.filter((record) => record.process === process);
  const models = (loop: number) =>
    of('near-rt-ric').find(({ nearRtLoop }) => nearRtLoop === loop)?.['models'] as InForce[] | undefined;
  /** Waits until every process has told of a loop. */
  const reach = async (loop: number) => {
    const done = (process: string) => of(process).some(({ nearRtLoop }) => nearRtLoop >= loop);
    while (!['ru-sim', 'near-rt-ric', 'o-du-0', 'o-du-3'].every(done))
      await new Promise((go) => setTimeout(go, 10));
  };
  const newest = () => of('near-rt-ric').at(-1)?.nearRtLoop ?? -1;
  /** The first loop from which on all is here: records of a process come in order, but each sends its own together. */
  const firstWhole = () => {
    const first = new Map<string, number>();
    for (const { process, nearRtLoop } of records)
      if (/^(ru-sim|xapp)/.test(process) && !first.has(process)) first.set(process, nearRtLoop);
    return Math.max(...first.values());
  };
  const deploy = (...args: string[]) => {
    const { status, stdout, stderr } = bed.ask('models', 'deploy', ...args, '--json');
    return { status, stderr, told: stdout === '' ? null : (JSON.parse(stdout) as InForce) };
  };
  /** Sum rate of each recorded loop over the twin's, minus one. */
  const deviations = async () => {
    const twin = await createTwin(loadScenario('small', set));
    const expected: number[] = [];
    return new Map(
      of('ru-sim').map(({ nearRtLoop, sumRate }) => {
        while (expected.length <= nearRtLoop) expected.push(twin.loop());
        return [nearRtLoop, Math.abs((sumRate as number) / expected[nearRtLoop] - 1)];
      }),
    );
  };
  return { ...bed, http, of, models, reach, newest, firstWhole, deploy, deviations };
}

/** Every loop from one to another has its control in time, and no app failed. */
function assertNothingMissed(
  { of }: Awaited<ReturnType<typeof testbed>>,
  xapps: readonly string[],
  from: number,
  to: number,
) {
  for (const xapp of xapps) {
    const own = of(xapp).filter(({ nearRtLoop }) => nearRtLoop >= from && nearRtLoop <= to);
    assert.deepEqual(
      own.map(({ nearRtLoop }) => nearRtLoop),
      Array.from({ length: to - from + 1 }, (_, n) => from + n),
      `${xapp} decided every loop once`,
    );
    for (const record of own) assert.equal(record['appErrors'], 0);
  }
  for (const odu of [0, 1, 2, 3])
    for (const record of of(`o-du-${odu}`))
      assert.deepEqual([record['lateControls'], record['lateD2'], record['dAppErrors']], [0, 0, 0]);
}

test('an actor takes over in mid-run in the slot that the record shows, and refused ones change nothing', async (t) => {
  const bed = await testbed(t, ['xapp.name=actor', 'xapp.replicas=2']);
  const { models, reach, newest, deploy, deviations, firstWhole, ask, http } = bed;
  await reach(0);
  const first = newest();
  const drawn = drawActorModel(topology, { loadingDb: 56, scale: 0.5 });
  const { told, status } = deploy(fileOf(t, drawn));
  assert.equal(status, 0);
  assert.ok(told);
  const { nearRtLoop: from, slot } = told;
  assert.ok(from > first + 1, 'a loop that had not begun');
  assert.equal(slot, RT_LOOPS * from + 1);
  await reach(from + 3);
  assert.deepEqual(models(from - 1), []);
  const entry = { target: 'xapp', model: 'drawn', version: 1, users: topology.K, nearRtLoop: from, slot };
  assert.deepEqual(models(from), [entry]);

  // What cannot be used: in a file, for another observation, and what a registry gives in place of what was promised.
  const nan = drawActorModel(topology, { name: 'nan' });
  nan.weights[0] = NaN;
  const refused = deploy(fileOf(t, nan));
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /CHORUS_MODEL_INVALID.*weight 0 is not finite/);
  const misfit = deploy(fileOf(t, drawActorModel(topology, { name: 'misfit', observe: 'covariance' })));
  assert.equal(misfit.status, 2);
  assert.match(misfit.stderr, /its observe is "covariance".*drawn version 1 stays in force/);
  const server = await startModelServer();
  t.after(() => server.stop());
  for (const [id, model, checksum, reason] of [
    ['wrong-checksum', drawn, 'ab'.repeat(32), /its checksum is/],
    ['nan', nan, modelChecksum(nan), /weight 0 is not finite/],
  ] as const) {
    const policy = `http://${http['near-rt-ric']}/A1-P/v2/policytypes/20101/policies/${id}`;
    const { name: named, version } = model;
    const url = server.put(`/${id}`, encodeModel(model));
    const body = JSON.stringify({ model: named, version, checksum, url, target: 'xapp' });
    await fetch(policy, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    let standing: { refused?: boolean; enforceReason: string };
    do standing = (await (await fetch(`${policy}/status`)).json()) as typeof standing;
    while (standing.refused !== true);
    assert.match(standing.enforceReason, reason);
  }
  const last = newest() + 3;
  await reach(last);
  assert.deepEqual(models(last), [entry], 'the old one stays in force');

  const second = deploy('drawn@1', '--users', '1,3-4').told;
  assert.deepEqual(second?.users, [1, 3, 4]);
  await reach(second.nearRtLoop + 1);
  assert.deepEqual(
    models(second.nearRtLoop)?.map(({ users, nearRtLoop }) => [users, nearRtLoop]),
    [
      [topology.K - 3, from],
      [3, second.nearRtLoop],
    ],
  );

  const known = firstWhole();
  assert.ok(known < from, `records from loop ${known} on, a takeover in loop ${from}`);
  assertNothingMissed(bed, ['xapp-actor-0', 'xapp-actor-1'], known, second.nearRtLoop);
  const deviation = await deviations();
  for (const [loop, one] of deviation)
    if (loop < from) assert.ok(one < 1e-5, `loop ${loop} is as without a model: ${one}`);
  assert.ok((deviation.get(from) as number) > 1e-3, 'the loop of the takeover is another');
  const list = JSON.parse(ask('models', 'list', '--json').stdout) as { name: string; version: number }[];
  for (const name of ['drawn', 'misfit'])
    assert.ok(list.some((one) => one.name === name && one.version === 1));
  assert.ok(!list.some(({ name }) => name === 'nan'));
});

test('a model for dApp 1 takes over in every O-DU in the same slot', async (t) => {
  const bed = await testbed(t, ['odu.multiplier=services/o-du/testing/model-multiplier.ts']);
  const { models, reach, newest, deploy, deviations } = bed;
  await reach(0);
  const { told } = deploy(fileOf(t, factorModel(3)));
  assert.equal(told?.target, 'odu');
  const { nearRtLoop: from, slot } = told;
  assert.equal(slot, RT_LOOPS * from + 1);
  const bad = deploy(fileOf(t, drawActorModel(topology)), '--target', 'odu');
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /target is "odu"; allowed: xapp/);
  const last = Math.max(newest(), from) + 2;
  await reach(last);
  assert.deepEqual(models(from - 1), []);
  for (const loop of [from, last])
    assert.deepEqual(models(loop), [
      { target: 'odu', model: 'factor', version: 1, users: topology.K, nearRtLoop: from, slot },
    ]);
  const known = bed.firstWhole();
  assertNothingMissed(bed, ['xapp-closed-form-0'], known, last);
  const deviation = await deviations();
  for (const [loop, one] of deviation)
    if (loop < from) assert.ok(one < 1e-5, `loop ${loop} is as without a model: ${one}`);
  assert.ok((deviation.get(from) as number) > 1e-3, 'the loop of the takeover is another');
});
