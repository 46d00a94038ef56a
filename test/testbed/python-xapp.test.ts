// An xApp in Python joins a running testbed, takes the closed form's place, and leaves: the rates stay the same.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { moving, run, up, type KpiRecord } from './chorus.ts';

const program = join(resolve(import.meta.dirname, '../..'), 'examples/python-xapp/xapp.py');
const NAME = 'python-closed-form';

/** Collects ru-sim's records. */
async function listen(t: TestContext, nats: string) {
  const connection = await connect({ servers: nats });
  t.after(() => connection.close());
  const records: KpiRecord[] = [];
  let wake = Promise.withResolvers<void>();
  void (async () => {
    for await (const message of connection.subscribe('kpi.ru-sim')) {
      records.push(message.json<KpiRecord>());
      wake.resolve();
      wake = Promise.withResolvers();
    }
  })();
  const newest = () => records.at(-1)?.nearRtLoop ?? -1;
  return {
    records,
    newest,
    /** Resolves once so many more near-RT loops are over. */
    async more(loops: number) {
      const end = newest() + loops;
      while (newest() < end) await wake.promise;
    },
  };
}

/** The near-RT RIC over HTTP. */
function ricAt(http: string) {
  const policy = `http://${http}/A1-P/v2/policytypes/20102/policies/swap-xapp`;
  const text = async (path: string) => (await fetch(`http://${http}${path}`)).text();
  return {
    /** Puts an xApp in force. @returns the near-RT loop from which on */
    async swap(app: string): Promise<number> {
      const body = JSON.stringify({ target: 'xapp', app });
      const put = await fetch(policy, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.equal(put.status, 202, await put.text());
      for (;;) {
        const status = (await (await fetch(`${policy}/status`)).json()) as Record<string, unknown>;
        if (status['enforceStatus'] === 'ENFORCED') return status['nearRtLoop'] as number;
        assert.notEqual(status['refused'], true, String(status['enforceReason']));
        await new Promise((next) => setTimeout(next, 20));
      }
    },
    /** Controls of the xApp that went out over E2. */
    async controls(): Promise<number> {
      const { byXapp } = JSON.parse(await text('/e2')) as {
        byXapp: Record<string, { down: { messages: number } } | undefined>;
      };
      return byXapp[NAME]?.down.messages ?? 0;
    },
    /** Controls of the xApp that were refused since another was in force. */
    async refused(): Promise<number> {
      const metrics = await text('/metrics');
      const line = /^ric_refusals_total\{[^}]*xapp-python-closed-form[^}]*not-in-force[^}]*\} (\d+)$/m;
      return Number(line.exec(metrics)?.[1] ?? 0);
    },
  };
}

test('an xApp in Python takes over, hands back and dies: records go on, equal to those without it', async (t) => {
  const { ask, status } = await up(t, 'small', moving);
  const { http, nats } = status().addresses;
  const ric = ricAt(http['near-rt-ric']);
  const listener = await listen(t, nats);
  const { records } = listener;
  const newest = () => listener.newest();
  const more = (loops: number) => listener.more(loops);

  const python = spawn(program, ['--testbed', '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(python, 'exit');
  t.after(() => python.kill('SIGKILL'));
  python.stdin.end(ask('status', '--json').stdout);
  // It is connected, and its controls go nowhere.
  while ((await ric.refused()) === 0) await new Promise((next) => setTimeout(next, 50));
  assert.equal(await ric.controls(), 0);

  const from = await ric.swap(NAME);
  await more(20);
  assert.ok(newest() > from);
  const inForce = await ric.controls();
  assert.ok(inForce > 0);

  const back = await ric.swap('closed-form');
  assert.ok(back > from);
  await more(5);
  const before = await ric.controls();
  await more(20);
  assert.equal(await ric.controls(), before, 'it is not in force any more');

  await ric.swap(NAME);
  await more(20);
  assert.ok((await ric.controls()) > before);
  python.kill('SIGKILL');
  await ended;
  await more(20);

  const reference = await run(t, 'small', newest() + 1, moving);
  const expected = new Map(
    reference.records.filter(({ process }) => process === 'ru-sim').map((one) => [one.nearRtLoop, one]),
  );
  const compared = records.filter(({ nearRtLoop }) => expected.has(nearRtLoop));
  assert.ok(compared.length > 80);
  let identical = 0;
  for (const { nearRtLoop, sumRate, userRate } of compared) {
    const other = expected.get(nearRtLoop) as KpiRecord;
    const rates = [sumRate as number, ...(userRate as number[])];
    const others = [other['sumRate'] as number, ...(other['userRate'] as number[])];
    for (const [i, rate] of rates.entries())
      assert.ok(Math.abs(rate - others[i]) <= 1e-5 * others[0], `loop ${nearRtLoop}: ${rate}, ${others[i]}`);
    if (rates.every((rate, i) => rate === others[i])) identical++;
  }
  t.diagnostic(`${identical} of ${compared.length} records are equal to the last bit`);
});
