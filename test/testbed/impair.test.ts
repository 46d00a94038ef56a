// Impairments and minimum rates that are changed while a testbed runs, held against the twin: the records are
// those of an unimpaired run up to the slot that the answer named, and from there on those of an impaired one.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import type { Twin } from '@chorus/phy';
import { moving, run, up } from './chorus.ts';

interface Record {
  nearRtLoop: number;
  sumRate: number;
  userRate: number[];
  mu: number[];
  rMin: number[];
  impairments: { [field: string]: number | null };
}
interface Answer {
  nearRtLoop: number;
  slot: number;
}

const RT_LOOPS = 10;
/**
 * Float32 on the wires does not round exactly as the twin does, and mu carries that on: 1.4e-5 was seen in 2,000
 * loops. What is tested changes rates by 4e-3 or more.
 */
const TOLERANCE = 1e-4;

async function testbed(t: TestContext, set: readonly string[] = []) {
  const bed = await up(t, 'small', set);
  const connection = await connect({ servers: bed.status().addresses.nats });
  t.after(() => connection.close());
  const records = new Map<number, Record>();
  connection.subscribe('kpi.ru-sim', {
    callback: (_error, message) => {
      const record = message.json<Record>();
      records.set(record.nearRtLoop, record);
    },
  });
  await connection.flush();
  const newest = () => Math.max(-1, ...records.keys());
  const reach = async (loop: number) => {
    while (newest() < loop) {
      assert.equal(bed.child.exitCode, null, `the testbed ended before loop ${loop}: ${bed.said()}`);
      await new Promise((go) => setTimeout(go, 5));
    }
  };
  const ask = (...args: string[]) => {
    const { status, stdout, stderr } = bed.ask(...args, '--json');
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Answer;
  };
  const refuse = (...args: string[]) => {
    const { status, stderr } = bed.ask(...args);
    assert.equal(status, 2, stderr);
    return stderr;
  };
  const of = (loop: number): Record => records.get(loop) ?? assert.fail(`no record of loop ${loop}`);
  const ask0 = (...args: string[]) => bed.ask(...args).stdout;
  return { ...bed, reach, newest, ask, ask0, refuse, of, first: () => Math.min(...records.keys()) };
}

/** Sum rates of loops 0 to `last`; `change` is called before each loop. */
async function twinRates(
  last: number,
  change: (twin: Twin, loop: number) => void,
  set: readonly string[] = [],
): Promise<number[]> {
  const twin = await createTwin(loadScenario('small', set));
  return Array.from({ length: last + 1 }, (_, loop) => {
    change(twin, loop);
    return twin.loop();
  });
}

const agrees = (a: number, b: number) => Math.abs(a / b - 1) < TOLERANCE;

test('loss 1 on E2 stops controls from exactly the loop that the answer names', async (t) => {
  const bed = await testbed(t, moving);
  await bed.reach(0);
  const { nearRtLoop: from, slot } = bed.ask('impair', 'e2', '--loss', '1');
  assert.equal(slot, from * RT_LOOPS + 1);
  await bed.reach(from + 3);
  const first = bed.first();
  assert.ok(first < from - 1, 'loops before the change were seen');
  for (let loop = first; loop <= from + 3; loop++)
    assert.equal(bed.of(loop).impairments['e2_loss'], loop < from ? 0 : 1);
  const plain = await twinRates(from + 1, () => undefined, moving);
  const freeze = (twin: Twin, loop: number) => {
    // Without new controls the last filters stay in force.
    if (loop === from) Reflect.set(twin, 'control', () => undefined);
  };
  const frozen = await twinRates(from + 3, freeze, moving);
  for (let loop = first; loop <= from + 3; loop++)
    assert.ok(
      agrees(bed.of(loop).sumRate, frozen[loop]),
      `loop ${loop}: ${bed.of(loop).sumRate}, ${frozen[loop]}`,
    );
  assert.ok(!agrees(bed.of(from).sumRate, plain[from]), 'the loss shows in its first loop');

  const { summary, records } = await run(t, 'small', from, moving);
  assert.ok(summary.kpiHash);
  for (const record of records.filter((one) => one.process === 'ru-sim') as unknown as Record[])
    if (record.nearRtLoop >= first)
      assert.deepEqual(
        { ...record, wall: null, last: null },
        { ...bed.of(record.nearRtLoop), wall: null, last: null },
      );
});

test('CSI error and speed hold from the loop that the answer names, and are taken back', async (t) => {
  const bed = await testbed(t);
  await bed.reach(0);
  const first = bed.first();
  // At 0 dB mu is chaotic: what float32 rounds is a tenth of the rate some hundred loops later.
  const bad = bed.ask('impair', 'csi', '--error-db', '-10').nearRtLoop;
  await bed.reach(bad + 2);
  const good = bed.ask('impair', 'csi', '--error-db', 'none').nearRtLoop;
  const fast = bed.ask('impair', 'speed', '--mps', '8').nearRtLoop;
  await bed.reach(fast + 3);
  const changes = (twin: Twin, loop: number) => {
    if (loop === bad) twin.impair({ error_db: -10 });
    if (loop === good) twin.impair({ error_db: null });
    if (loop === fast) twin.impair({ speed_mps: 8 });
  };
  const last = fast + 3;
  const expected = await twinRates(last, changes);
  const plain = await twinRates(bad, () => undefined);
  for (let loop = first; loop <= last; loop++)
    assert.ok(
      agrees(bed.of(loop).sumRate, expected[loop]),
      `loop ${loop}: ${bed.of(loop).sumRate}, ${expected[loop]}`,
    );
  assert.ok(bed.of(bad).sumRate < 0.9 * plain[bad], 'the error costs rate in its first loop');
  assert.match(bed.ask('impair').slot.toString(), new RegExp(`^${fast * RT_LOOPS + 1}$`));

  assert.match(
    bed.refuse('impair', 'e2', '--loss', '2'),
    /CHORUS_FIELD_INVALID: e2_loss is 2; allowed: number from 0 to 1/,
  );
  assert.match(bed.refuse('impair', 'd2'), /CHORUS_USAGE: give --delay-slots, --loss or both/);
  const now = bed.newest();
  await bed.reach(now + 2);
  assert.deepEqual(bed.of(now + 2).impairments, bed.of(fast).impairments, 'what was refused changed nothing');
});

test('minimum rates with a slot are in force from exactly that slot on (Fig. 11)', async (t) => {
  const bed = await testbed(t);
  await bed.reach(0);
  // Far enough to be asked for in time.
  const start = bed.newest() + 300;
  const steps: [slot: number, rate: number][] = [
    [start * RT_LOOPS + 5, 12],
    [(start + 2) * RT_LOOPS + 1, 9],
  ];
  for (const [slot, rate] of steps.toReversed()) {
    const told = bed.ask('policy', 'r-min', '--users', '2', String(rate), '--from-slot', String(slot));
    assert.deepEqual([told.slot, told.nearRtLoop], [slot, Math.floor((slot - 1) / RT_LOOPS)]);
  }
  assert.ok(bed.newest() < start, 'asked in time');
  await bed.reach(start + 4);
  const seen = [-1, 0, 1, 2, 3].map((n) => bed.of(start + n).rMin[2]);
  assert.deepEqual(seen, [4, 12, 12, 9, 9]);
  // mu hangs on the very slot: (29) adds delta (R_min - r) in each.
  const twin = await createTwin(loadScenario('small'));
  twin.onSlot = (slot) => {
    for (const [from, rate] of steps) if (slot + 1 === from) twin.rMin[2] = rate;
  };
  for (let loop = 0; loop <= start + 2; loop++) twin.loop();
  const mu = bed.of(start + 2).mu[2];
  assert.ok(Math.abs(mu - twin.mu[2]) < 1e-3 * Math.max(1, mu), `mu is ${mu}; the twin has ${twin.mu[2]}`);

  assert.match(
    bed.refuse('policy', 'r-min', '--users', '999', '4'),
    /CHORUS_A1_INVALID: users is \[999\]; allowed: .*list of/,
  );
  assert.match(
    bed.refuse('policy', 'r-min', '--users', 'all', '101'),
    /CHORUS_A1_INVALID: r_min is 101; allowed: number from 0 to 100/,
  );
  const list = JSON.parse(bed.ask0('policy', 'list', '--json')) as { id: string }[];
  assert.deepEqual(list.map(({ id }) => id).sort(), steps.map(([slot]) => `r-min-2-from-${slot}`).sort());
  for (const [slot] of steps)
    bed.ask('policy', 'r-min', '--delete', '--users', '2', '--from-slot', String(slot));
  // Asking holds up this process, so that records lie unread: from here on they are new.
  let loop = bed.newest();
  while (bed.of(loop).rMin[2] !== 4) await bed.reach(++loop);
});
