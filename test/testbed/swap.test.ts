// Apps that are swapped while a testbed runs: the records change in the slot that the command says, nothing is
// missed, and an app that cannot be used leaves everything as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { createTwin } from '@chorus/platform/scenario-twin.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { moving, run, up, type KpiRecord } from './chorus.ts';

const RT_LOOPS = 10;
const ODUS = [0, 1, 2, 3];
const ownXapp = resolve(import.meta.dirname, '../../examples/own-signal-xapp.ts');

interface Swapped {
  nearRtLoop: number;
  slot: number;
}
interface Apps extends Swapped {
  scheme: string;
  xapp: string | null;
  precoder: string;
  multiplier: string;
}

/** A running testbed and its records, process by process and loop by loop. */
async function testbed(t: TestContext, set: readonly string[] = []) {
  const bed = await up(t, 'small', set);
  const { nats } = bed.status().addresses;
  const connection = await connect({ servers: nats });
  t.after(() => connection.close());
  const records = new Map<string, Map<number, KpiRecord>>();
  connection.subscribe('kpi.*', {
    callback: (_error, message) => {
      const record = message.json<KpiRecord>();
      const own = records.get(record.process) ?? new Map<number, KpiRecord>();
      assert.ok(!own.has(record.nearRtLoop), `${record.process} told of loop ${record.nearRtLoop} twice`);
      records.set(record.process, own.set(record.nearRtLoop, record));
    },
  });
  const at = (process: string, loop: number) => records.get(process)?.get(loop);
  const newest = (process = 'ru-sim') => Math.max(-1, ...(records.get(process)?.keys() ?? []));
  /** Waits until the O-DUs and ru-sim have told of a loop. */
  const reach = async (loop: number, processes: readonly string[] = ['ru-sim', 'o-du-0', 'o-du-3']) => {
    while (!processes.every((process) => newest(process) >= loop)) {
      assert.equal(bed.child.exitCode, null, `the testbed ended before loop ${loop}: ${bed.said()}`);
      await new Promise((go) => setTimeout(go, 10));
    }
  };
  const swap = (...args: string[]): Swapped => {
    const { status, stdout, stderr } = bed.ask('swap', ...args, '--json');
    assert.equal(status, 0, stderr);
    const told = JSON.parse(stdout) as Swapped;
    assert.equal(told.slot, RT_LOOPS * told.nearRtLoop + 1);
    return told;
  };
  /** @returns the reason, of which the last line on stderr is made */
  const refused = (...args: string[]): string => {
    const { status, stderr } = bed.ask('swap', ...args);
    assert.equal(status, 1);
    assert.match(stderr, /^CHORUS_APP_REFUSED: /m);
    return stderr;
  };
  await reach(0);
  const first = newest() + 2;
  const apps = (loop: number) => at('near-rt-ric', loop)?.['apps'] as Apps | undefined;
  const e2 = (loop: number) => (at('near-rt-ric', loop)?.['e2'] as { complexNumbers: number }).complexNumbers;
  const d2 = (loop: number) => (at('o-du-0', loop)?.['d2'] as { payloadBytes: number }).payloadBytes;
  const sumRate = (loop: number) => at('ru-sim', loop)?.['sumRate'] as number;
  /** No loop is missing from the records of ru-sim and the O-DUs, and nothing failed or came late. */
  const assertWhole = (to: number) => {
    for (let loop = first; loop <= to; loop++) {
      assert.ok(at('ru-sim', loop), `ru-sim's loop ${loop}`);
      for (const odu of ODUS) {
        const record = at(`o-du-${odu}`, loop);
        assert.ok(record, `loop ${loop} of o-du-${odu}`);
        const { dAppErrors, refusedPrecoders, lateControls, lateD2, dAppSlots } = record;
        assert.deepEqual(
          { dAppErrors, refusedPrecoders, lateControls, lateD2, dAppSlots },
          { dAppErrors: 0, refusedPrecoders: 0, lateControls: 0, lateD2: 0, dAppSlots: RT_LOOPS },
        );
      }
    }
    for (const [loop, record] of records.get('xapp-closed-form-0') ?? [])
      assert.equal(record['appErrors'], 0, `loop ${loop}`);
  };
  return { ...bed, at, newest, reach, swap, refused, apps, e2, d2, sumRate, first, assertWhole };
}

test('a multiplier and a precoder take over in every O-DU in the slot that is said, and go back', async (t) => {
  const bed = await testbed(t, moving);
  const { swap, reach, apps, d2, sumRate, first } = bed;
  const solver = swap('dapp', 'multiplier', 'bisection');
  const wide = swap('dapp', 'precoder', 'wide');
  await reach(wide.nearRtLoop + 2);
  const served = swap('back', 'precoder');
  await reach(served.nearRtLoop + 3, ['ru-sim', 'o-du-0', 'o-du-1', 'o-du-2', 'o-du-3', 'near-rt-ric']);
  const last = served.nearRtLoop + 2;
  bed.assertWhole(last);
  for (let loop = first; loop <= last; loop++) {
    const { multiplier, precoder } = apps(loop) ?? assert.fail(`no record of loop ${loop}`);
    assert.equal(multiplier, loop < solver.nearRtLoop ? 'newton' : 'bisection');
    const isWide = loop >= wide.nearRtLoop && loop < served.nearRtLoop;
    assert.equal(precoder, isWide ? 'wide' : 'served');
    // At the end of a loop D2 carries what the next loop's precoder needs.
    const nextIsWide = loop + 1 >= wide.nearRtLoop && loop + 1 < served.nearRtLoop;
    assert.equal(d2(loop) === d2(served.nearRtLoop), !nextIsWide, `D2 at the end of loop ${loop}`);
  }
  // Until the precoder changes everything is as in one process; with it nothing is.
  const twin = await createTwin(loadScenario('small', moving));
  for (let loop = 0; loop <= wide.nearRtLoop; loop++) {
    const deviation = Math.abs(sumRate(loop) / twin.loop() - 1);
    if (loop >= first && loop < wide.nearRtLoop) assert.ok(deviation < 1e-5, `loop ${loop}: ${deviation}`);
    if (loop === wide.nearRtLoop) assert.ok(deviation > 1e-4, `loop ${loop}: ${deviation}`);
  }
});

test("a module's xApp takes over in the loop that is said; what cannot be used is refused", async (t) => {
  const bed = await testbed(t, moving);
  const { swap, refused, reach, at, apps, first, sumRate } = bed;
  const folder = mkdtempSync(join(tmpdir(), 'chorus-swap-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const damaged = join(folder, 'damaged.ts');
  writeFileSync(damaged, 'export const createXApp = ;\n');
  for (const [args, reason] of [
    [['xapp', 'test/testbed/testing/broken-xapp.ts'], /this xApp is broken/],
    [['xapp', damaged], /does not keep its contract/],
    [['xapp', 'no-such'], /neither built in .* nor a module's path/],
    [['xapp', 'c-rzf'], /gives precoders, but precoder dApp served takes filters: swap the scheme/],
    [['dapp', 'precoder', 'test/testbed/testing/broken-dapp.ts'], /this dApp is broken/],
    [['dapp', 'precoder', 'relay'], /swap the scheme/],
    [['dapp', 'multiplier', join(folder, 'none.ts')], /neither built in/],
  ] as const)
    assert.match(refused(...args), reason);
  const before = bed.newest();
  const { nearRtLoop: from } = swap('xapp', ownXapp);
  assert.ok(from > before);
  await reach(from + 2, [
    'ru-sim',
    'o-du-0',
    'o-du-1',
    'o-du-2',
    'o-du-3',
    'near-rt-ric',
    'xapp-closed-form-0',
  ]);
  bed.assertWhole(from + 1);
  for (let loop = first; loop <= from + 1; loop++) {
    const app = loop < from ? 'closed-form' : ownXapp;
    assert.equal(at('xapp-closed-form-0', loop)?.['app'], app);
    assert.equal(apps(loop)?.xapp, app);
  }
  const twin = await createTwin(loadScenario('small', moving));
  for (let loop = 0; loop <= from; loop++) {
    const deviation = Math.abs(sumRate(loop) / twin.loop() - 1);
    if (loop >= first && loop < from) assert.ok(deviation < 1e-5, `loop ${loop}: ${deviation}`);
    if (loop === from) assert.ok(deviation > 1e-4, `loop ${loop}: ${deviation}`);
  }
});

test('schemes take over one after the other: E2 carries what each costs, from the loop that is said', async (t) => {
  const bed = await testbed(t);
  const { swap, reach, apps, e2, d2, first, newest } = bed;
  const costs = async (scheme: string) => {
    const { records } = await run(t, 'small', 3, [`scheme.name=${scheme}`, 'rzf.lambda=1e6']);
    const own = records.findLast(({ process, nearRtLoop }) => process === 'near-rt-ric' && nearRtLoop === 1);
    return (own?.['e2'] as { complexNumbers: number }).complexNumbers;
  };
  const central = swap('scheme', 'c-rzf');
  await reach(central.nearRtLoop + 2, ['ru-sim', 'near-rt-ric']);
  const local = swap('scheme', 'd-rzf');
  await reach(local.nearRtLoop + 3);
  const again = swap('scheme', 'proposed');
  const last = again.nearRtLoop + 2;
  await reach(last + 1, ['ru-sim', 'o-du-0', 'o-du-1', 'o-du-2', 'o-du-3', 'near-rt-ric']);
  bed.assertWhole(last);
  const [proposed, cRzf] = [await costs('proposed'), await costs('c-rzf')];
  assert.notEqual(proposed, cRzf);
  for (let loop = first; loop <= last; loop++) {
    const isCentral = loop >= central.nearRtLoop && loop < local.nearRtLoop;
    const isLocal = loop >= local.nearRtLoop && loop < again.nearRtLoop;
    // Filters for the first loop of a scheme are made of the report at the end of the loop before.
    if (loop + 1 === again.nearRtLoop) continue;
    if (isLocal) assert.equal(apps(loop), undefined, `E2 is silent in loop ${loop}`);
    else {
      assert.equal(apps(loop)?.scheme, isCentral ? 'c-rzf' : 'proposed', `loop ${loop}`);
      assert.equal(e2(loop), isCentral ? cRzf : proposed, `complex numbers of loop ${loop}`);
    }
    const nextTakesD2 = loop + 1 < central.nearRtLoop || loop + 1 >= again.nearRtLoop;
    assert.equal(d2(loop) > 0, nextTakesD2, `D2 at the end of loop ${loop}`);
  }
  assert.ok(newest() >= last);
});

test('a testbed without xApp processes says so', async (t) => {
  const bed = await testbed(t, ['scheme.name=d-rzf', 'rzf.lambda=1e6']);
  assert.match(bed.refused('scheme', 'proposed'), /no process can run xApp closed-form/);
  const { nearRtLoop } = bed.swap('dapp', 'precoder', 'examples/maximum-ratio-dapp.ts');
  await bed.reach(nearRtLoop + 2, ['ru-sim', 'o-du-0', 'o-du-1', 'o-du-2', 'o-du-3']);
  bed.assertWhole(nearRtLoop + 1);
});
