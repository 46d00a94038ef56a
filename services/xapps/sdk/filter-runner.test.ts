import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilterXApp } from '@chorus/contracts';
import { numbers, reportOf } from '@chorus/near-rt-ric/testing/fake-node.ts';
import { network } from '@chorus/phy/testing/network.ts';
import { range } from '@chorus/phy';
import { Experience } from '@chorus/platform/proto.ts';
import { FilterRunner } from './filter-runner.ts';

const topology = network();
const users = range(topology.K);

/** An xApp whose filters are all `value`, but NaN for one user. */
function constant(value: number, failing: number | null = null): FilterXApp {
  return {
    name: 'constant',
    gives: 'filters',
    filter({ user }, U, W) {
      U.fill(user === failing ? NaN : value);
      W.fill(value);
    },
  };
}
function runner() {
  const fail = (what: string, error: unknown) => assert.fail(`${what}: ${String(error)}`);
  const components = { topology, app: constant(1), onAppError: fail, onUnreadable: fail };
  const one = new FilterRunner(components, { report: 'NEIGHBOURS', users });
  const reports = range(topology.U).map((odu) => reportOf(topology, odu, 'NEIGHBOURS'));
  let loop = 0;
  const firstOfU = () => {
    const decision = one.run(reports, { nearRtLoop: loop++, slot: 0 });
    return decision?.message.u?.readFloatLE(0);
  };
  return { one, firstOfU };
}

test('another app decides from the next run on', () => {
  const { one, firstOfU } = runner();
  assert.equal(firstOfU(), 1);
  one.use(constant(2));
  assert.equal(firstOfU(), 2);
});

test('an app is tried on what was observed, to no effect', async () => {
  const { one, firstOfU } = runner();
  // Before anything was observed there is nothing to try it on.
  await one.tryOut(constant(2, 1), users);
  assert.equal(firstOfU(), 1);
  await one.tryOut(constant(2), users);
  await one.tryOut(constant(2, 1), [0, 2]);
  await assert.rejects(one.tryOut(constant(2, 1), [1]), /user 1 holds a non-finite number/);
  await assert.rejects(one.tryOut(constant(1e39), [0]), /user 0 holds a non-finite number/, 'beyond float32');
  assert.equal(firstOfU(), 1);
});

test('an app that explores tells what it chose, with the rewards of the report', () => {
  const told: string[] = [];
  const app: FilterXApp = {
    ...constant(1, 1),
    // Of user 2 another policy, which cannot be told together with the rest.
    experience: () => {
      const n = told.push('') - 1;
      return { features: new Float64Array(n === 1 ? 5 : 2).fill(n), raw: Float64Array.of(-n) };
    },
  };
  const errors: string[] = [];
  const onAppError = (what: string) => void errors.push(what);
  const components = { topology, app, onAppError, onUnreadable: assert.fail };
  const one = new FilterRunner(components, { report: 'NEIGHBOURS', users, explore: true });
  const reports = range(topology.U).map((odu) => ({
    ...reportOf(topology, odu, 'NEIGHBOURS'),
    reward: Buffer.from(Float32Array.from(topology.usersOfAnchor[odu], (k) => 10 + k).buffer),
  }));
  const decision = one.run(reports, { nearRtLoop: 4, slot: 50 });
  assert.deepEqual(errors, ['user 1']);
  const { nearRtLoop, users: said, ...tensors } = Experience.decode(decision?.experience as Buffer);
  assert.equal(nearRtLoop, 5);
  const expected = users.filter((k) => k !== 1 && k !== 2);
  assert.deepEqual(said, expected);
  const floats = (bytes: Uint8Array) => [...new Float32Array(Uint8Array.from(bytes).buffer)];
  assert.deepEqual(
    floats(tensors.rewards),
    expected.map((k) => 10 + k),
  );
  const chosen = expected.map((k) => (k === 0 ? 0 : k - 1));
  assert.deepEqual(
    floats(tensors.observations),
    chosen.flatMap((n) => [n, n]),
  );
  assert.deepEqual(
    floats(tensors.actions),
    chosen.map((n) => -n),
  );
});

test('what cannot be read of a report is no fault of the app, and costs the other users nothing', () => {
  const topology = network({ odus: 4, users: 12 });
  const users = range(topology.K);
  const [unreadable, spoilt] = range(4).filter((odu) => topology.usersOfAnchor[odu].length > 0);
  const errors: string[] = [];
  const counted: string[] = [];
  const app = {
    ...constant(1),
    experience: () => ({ features: Float64Array.of(1), raw: Float64Array.of(1) }),
  };
  const components = {
    topology,
    app,
    onAppError: (what: string) => void errors.push(what),
    onUnreadable: (what: string) => void counted.push(what),
  };
  const one = new FilterRunner(components, { report: 'NEIGHBOURS', users, explore: true });
  const reports = range(topology.U).map((odu) => reportOf(topology, odu, 'NEIGHBOURS'));
  one.run(reports, { nearRtLoop: 0, slot: 10 });
  one.use({ ...app, ...constant(2) });
  const bad = reports.map((report, odu) => {
    if (odu === unreadable) return null;
    return odu === spoilt ? { ...report, reward: numbers(report.users.length, NaN) } : report;
  });
  const decision = one.run(bad, { nearRtLoop: 1, slot: 20 });
  const { Nr, Ns } = topology;
  for (const k of users) {
    const U = decision?.message.u?.readFloatLE(4 * k * 2 * Nr * Ns);
    assert.equal(U, topology.anchor[k] === unreadable ? 1 : 2, `user ${k}`);
  }
  assert.deepEqual(errors, []);
  const unrewarded = users.filter((k) => topology.anchor[k] === spoilt);
  assert.deepEqual(
    counted,
    unrewarded.map((k) => `user ${k}`),
  );
  const told = Experience.decode(decision?.experience as Buffer).users;
  assert.ok(told.length > 0);
  assert.deepEqual(
    told,
    users.filter((k) => topology.anchor[k] !== spoilt && topology.anchor[k] !== unreadable),
  );
  assert.equal(decision?.failed, false);
});
