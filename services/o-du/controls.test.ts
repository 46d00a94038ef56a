import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OduCell, usersOfOdu } from '@chorus/phy';
import {
  ControlHeader,
  ControlMessage,
  PRECODING,
  type ControlHeader as Header,
  type ControlMessage as Message,
} from '@chorus/platform/proto.ts';
import { impairmentsOf, type Impairments } from '@chorus/platform/impairments.ts';
import type { RateSteps } from '@chorus/platform/rate-steps.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { encodeTensor } from '@chorus/platform/tensors.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { causeOf } from './causes.ts';
import { Controls } from './controls.ts';
import { ImpairmentsInForce } from './impairments-in-force.ts';
import { FilterStore } from './filter-store.ts';
import { PrecoderStore } from './precoder-store.ts';

function setup(impairments: Record<string, number> = {}) {
  const { scenario, topology } = testContext('t', {
    network: { radios: 12, users: 8, odus: 4, cluster: 3, observed: 3, area_m: 300 },
    clock: { rt_loops: 10 },
    impairments,
  });
  const odu = topology.radiosOfOdu.findIndex((_, u) => {
    const { length } = usersOfOdu(topology, u);
    return length > 1 && length < topology.K;
  });
  const served = usersOfOdu(topology, odu);
  const cell = new OduCell(topology, odu);
  const filters = new FilterStore(cell, served);
  const precoders = new PrecoderStore(cell, served);
  const rates: RateSteps[] = [];
  const inForce = new ImpairmentsInForce(impairmentsOf(scenario));
  const controls = new Controls({
    cell,
    scenario,
    impairments: inForce,
    filters,
    precoders,
    served,
    wanted: new Set(served),
    sendMinimumRates: (steps) => rates.push(steps),
  });
  const take = (
    header: Partial<Header>,
    message: Partial<Message>,
    now = { slot: 1, nearRtLoop: 0 },
    ranFunction: number = PRECODING.id,
  ) =>
    controls.take(
      {
        id: { requestor: 1, instance: 1 },
        ranFunction,
        header: ControlHeader.encode(header),
        message: ControlMessage.encode(message),
      },
      now,
    );
  return { cell, served, filters, precoders, rates, take, topology, inForce };
}

const ramp = (count: number) => Float64Array.from({ length: count }, (_, i) => i + 1);
const filtersFor = (users: number[]) => ({
  users,
  u: encodeTensor(ramp(8 * users.length)),
  w: encodeTensor(ramp(4 * users.length)),
});
/** An Impairments frame's payload. */
const impaired = (part: Partial<Impairments>) =>
  Buffer.from(JSON.stringify({ ...impairmentsOf(checkScenario({})), ...part }));
const refusal = (value: string) => (error: unknown) => {
  assert.equal(causeOf(error).value, value);
  return true;
};

describe('a FILTERS control', () => {
  it('is in force from the loop’s first slot, U as sent and W unpacked', () => {
    const { cell, served, filters, take } = setup();
    const outcome = take({ style: 'FILTERS', nearRtLoop: 0 }, filtersFor(served));
    assert.deepEqual(outcome, { applied: served.length, appliedAtSlot: 1 });
    assert.ok(filters.arrived(0) && !filters.arrived(1));
    filters.apply(0);
    assert.ok(cell.U.every((u) => u === 0) && !filters.complete);
    filters.apply(1);
    assert.ok(filters.complete);
    const k = served[1];
    assert.deepEqual(
      cell.U.slice(8 * k, 8 * k + 8),
      ramp(8).map((u) => u + 8),
    );
    assert.deepEqual(cell.W.slice(8 * k, 8 * k + 8), Float64Array.of(5, 0, 6, -7, 6, 7, 8, 0));
  });

  it('of a share of the users leaves the others waiting', () => {
    const { served, filters, take } = setup();
    take({ style: 'FILTERS', nearRtLoop: 0 }, filtersFor(served.slice(1)));
    assert.ok(!filters.arrived(0));
    take({ style: 'FILTERS', nearRtLoop: 0 }, filtersFor(served.slice(0, 1)));
    assert.ok(filters.arrived(0));
  });

  it('with a delay has arrived at once and takes effect later', () => {
    const { cell, served, filters, take } = setup({ e2_delay_slots: 4 });
    const outcome = take({ style: 'FILTERS', nearRtLoop: 1 }, filtersFor(served), {
      slot: 11,
      nearRtLoop: 1,
    });
    assert.equal(outcome.appliedAtSlot, 15);
    assert.ok(filters.arrived(1));
    filters.apply(14);
    assert.ok(cell.U.every((u) => u === 0));
    filters.apply(15);
    assert.ok(cell.U.some((u) => u !== 0));
  });

  it('that is lost has arrived, is answered so, and changes nothing', () => {
    const { cell, served, filters, take } = setup({ e2_loss: 1 });
    assert.throws(() => take({ style: 'FILTERS' }, filtersFor(served)), refusal('lost'));
    assert.ok(filters.arrived(0));
    filters.apply(100);
    assert.ok(cell.U.every((u) => u === 0));
  });

  it('is under the impairments of its own first slot, whenever they were told', () => {
    const { cell, served, filters, take, inForce } = setup({ e2_delay_slots: 15 });
    inForce.take(impaired({ e2_delay_slots: 0 }), 11);
    inForce.take(impaired({ e2_loss: 1 }), 21);
    const [loop0, loop1, loop2] = [0, 1, 2].map((nearRtLoop) => ({ style: 'FILTERS' as const, nearRtLoop }));
    const now = { slot: 1, nearRtLoop: 2 };
    assert.equal(take(loop0, filtersFor(served), now).appliedAtSlot, 16);
    const newer = { ...filtersFor(served), u: encodeTensor(ramp(8 * served.length).fill(7)) };
    assert.equal(take(loop1, newer, now).appliedAtSlot, 11);
    assert.throws(() => take(loop2, filtersFor(served), now), refusal('lost'));
    filters.apply(11);
    assert.equal(cell.U[8 * served[0]], 7);
    // Those of loop 0 were on their way when the delay changed, and have been overtaken.
    filters.apply(16);
    assert.equal(cell.U[8 * served[0]], 7);
  });

  it('late by a slot says from when it is in force', () => {
    const { served, take } = setup();
    const outcome = take({ style: 'FILTERS', nearRtLoop: 0 }, filtersFor(served), { slot: 4, nearRtLoop: 0 });
    assert.equal(outcome.appliedAtSlot, 4);
  });

  const bad: [string, string, (served: number[], K: number) => Partial<Message>][] = [
    ['too short a u', 'payload-length', (s) => ({ ...filtersFor(s), u: filtersFor(s).u.subarray(4) })],
    ['a w of complex numbers', 'payload-length', (s) => ({ ...filtersFor(s), w: filtersFor(s).u })],
    [
      'a number that is not finite',
      'payload-not-finite',
      (s) => ({ ...filtersFor(s), w: encodeTensor(ramp(4 * s.length).fill(NaN, 3, 4)) }),
    ],
    ['users in another order', 'control-message-invalid', (s) => filtersFor(s.toReversed())],
    [
      'a user that it does not serve',
      'control-message-invalid',
      (s, K) => filtersFor(Array.from({ length: K }, (_, k) => k).filter((k) => !s.includes(k))),
    ],
  ];
  for (const [what, value, message] of bad) {
    it(`with ${what} is refused and harms nothing`, () => {
      const { cell, served, filters, take, topology } = setup();
      assert.throws(
        () => take({ style: 'FILTERS', nearRtLoop: 0 }, message([...served], topology.K)),
        refusal(value),
      );
      filters.apply(100);
      assert.ok(cell.U.every((u) => u === 0) && cell.W.every((w) => w === 0) && !filters.arrived(0));
    });
  }

  it('for a loop that nobody has observed, or behind a newer one, is refused', () => {
    const { served, take } = setup();
    const now = { slot: 11, nearRtLoop: 1 };
    assert.throws(
      () => take({ style: 'FILTERS', nearRtLoop: 2 }, filtersFor(served), now),
      refusal('loop-out-of-range'),
    );
    take({ style: 'FILTERS', nearRtLoop: 1 }, filtersFor(served), now);
    assert.throws(
      () => take({ style: 'FILTERS', nearRtLoop: 0 }, filtersFor(served), now),
      refusal('control-message-stale'),
    );
  });

  it('for another RAN function, or that does not decode, is refused', () => {
    const { served, take } = setup();
    const now = { slot: 1, nearRtLoop: 0 };
    assert.throws(() => take({}, filtersFor(served), now, 7), refusal('ran-function-id-invalid'));
  });
});

describe('a PRECODERS control', () => {
  const precodersFor = (cell: OduCell, users: number[]) => {
    const { served, Nt, Ns } = cell.topology;
    const links = cell.radios.reduce((n, l) => n + served[l].filter((k) => users.includes(k)).length, 0);
    return { links, message: { users, v: encodeTensor(ramp(2 * links * Nt * Ns)) } };
  };

  it('writes V of its links, O-RUs ascending and users inside', () => {
    const { cell, served, precoders, take } = setup();
    const { links, message } = precodersFor(cell, served.slice(0, 1));
    const outcome = take({ style: 'PRECODERS', slot: 1 }, message);
    assert.deepEqual(outcome, { applied: links, appliedAtSlot: 1 });
    const { Nt, Ns } = cell.topology;
    const block = 2 * Nt * Ns;
    let next = 1;
    for (const [j, l] of cell.radios.entries()) {
      for (const [n, k] of cell.topology.served[l].entries()) {
        const V = cell.V[j].slice(n * block, (n + 1) * block);
        if (k === served[0]) assert.equal(V[0], next);
        else assert.ok(V.every((v) => v === 0));
        if (k === served[0]) next += block;
      }
    }
    assert.ok(next > 1 && !precoders.arrived(1));
    take({ style: 'PRECODERS', slot: 1 }, precodersFor(cell, served.slice(1)).message);
    assert.ok(precoders.arrived(1));
  });

  it('with a delay takes effect later', () => {
    const { cell, served, precoders, take } = setup({ e2_delay_slots: 2 });
    assert.equal(take({ style: 'PRECODERS', slot: 1 }, precodersFor(cell, served).message).appliedAtSlot, 3);
    precoders.apply(2);
    assert.ok(cell.V.every((V) => V.every((v) => v === 0)));
    precoders.apply(3);
    assert.ok(cell.V.some((V) => V.some((v) => v !== 0)));
  });

  it('that newer ones have overtaken changes nothing', () => {
    const { cell, served, precoders, take, inForce } = setup({ e2_delay_slots: 5 });
    inForce.take(impaired({ e2_delay_slots: 0 }), 2);
    const { message, links } = precodersFor(cell, served);
    take({ style: 'PRECODERS', slot: 1 }, message);
    const { Nt, Ns } = cell.topology;
    const v = encodeTensor(ramp(2 * links * Nt * Ns).fill(9));
    take({ style: 'PRECODERS', slot: 2 }, { ...message, v }, { slot: 2, nearRtLoop: 0 });
    precoders.apply(6);
    assert.ok(cell.V.every((V) => V.every((value) => value === 9)));
  });

  it('for the slot that starts a run, or one to come, is refused', () => {
    const { cell, served, take } = setup();
    const { message } = precodersFor(cell, served);
    assert.throws(() => take({ style: 'PRECODERS', slot: 0 }, message), refusal('slot-out-of-range'));
    assert.throws(() => take({ style: 'PRECODERS', slot: 2 }, message), refusal('slot-out-of-range'));
  });

  it('of a wrong length is refused', () => {
    const { cell, served, take } = setup();
    const { message } = precodersFor(cell, served);
    assert.throws(
      () => take({ style: 'PRECODERS', slot: 1 }, { ...message, v: message.v.subarray(8) }),
      refusal('payload-length'),
    );
    assert.ok(cell.V.every((V) => V.every((v) => v === 0)));
  });
});

describe('a QUALITY_OF_SERVICE control', () => {
  const style = 'QUALITY_OF_SERVICE';

  it('goes up to ru-sim, for any user', () => {
    const { rates, take } = setup();
    const outcome = take({ style }, { users: [0, 7], rMin: encodeTensor(Float64Array.of(2, 5)) });
    assert.deepEqual(outcome, { applied: 2, appliedAtSlot: 2 });
    assert.deepEqual(rates, [{ users: [0, 7], fromSlot: [0, 0], rMin: Float64Array.of(2, 5) }]);
  });

  it('brings what is to come, a user’s steps in the order of their slots', () => {
    const { rates, take } = setup();
    const steps = { users: [0, 0, 7], fromSlot: [0, 20, 0] };
    const rMin = encodeTensor(Float64Array.of(2, 5, 1));
    assert.equal(take({ style }, { ...steps, rMin }).applied, 3);
    assert.deepEqual(rates, [{ ...steps, rMin: Float64Array.of(2, 5, 1) }]);
    for (const fromSlot of [
      [0, 0, 0],
      [5, 20, 0],
      [0, 20],
      [0, 20, 3],
    ])
      assert.throws(() => take({ style }, { ...steps, fromSlot, rMin }), refusal('control-message-invalid'));
    assert.equal(rates.length, 1);
  });

  it('with a negative rate or an unknown user is refused', () => {
    const { rates, take } = setup();
    const rMin = encodeTensor(Float64Array.of(-1));
    assert.throws(() => take({ style }, { users: [0], rMin }), refusal('control-message-invalid'));
    assert.throws(() => take({ style }, { users: [8], rMin }), refusal('control-message-invalid'));
    assert.deepEqual(rates, []);
  });
});
