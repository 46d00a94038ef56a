import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { mock, test } from 'node:test';
import type { FilterXApp } from '@chorus/contracts';
import { moduleVersion } from '@chorus/platform/load-app.ts';
import { AppPlan, type XappAppsReport } from '@chorus/platform/proto.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { AppChanges } from './app-changes.ts';
import { AppMaker, type Seat } from './app-maker.ts';
import { FilterRunner } from './filter-runner.ts';

const OTHER = resolve(import.meta.dirname, 'testing/fixture-xapp.ts');
const network = { radios: 12, users: 8, odus: 4, cluster: 4, observed: 3, area_m: 200 };

/** The app changes of a host at which `closed-form` decides. */
async function changes() {
  const { scenario, topology, log } = testContext('t', { network });
  const fail = (what: string, error: unknown) => assert.fail(`${what}: ${String(error)}`);
  const maker = new AppMaker(
    { scenario, topology, withModels: () => undefined, onAppError: fail, onUnreadable: fail },
    { users: [0, 1] },
  );
  const runner = maker.makeRunner(await maker.load('closed-form', 'proposed'));
  const version = moduleVersion('closed-form');
  let seat: Seat = { app: 'closed-form', scheme: 'proposed', version, runner };
  assert.ok(runner instanceof FilterRunner);
  const used: string[] = [];
  mock.method(runner, 'use', ({ name }: FilterXApp) => void used.push(name));
  const reports: Partial<XappAppsReport>[] = [];
  const apps = new AppChanges({
    log,
    metrics: { appPlan: () => undefined },
    prepare: (assignments, before) => maker.prepare(assignments, before),
    last: () => seat,
    report: async (report) => void reports.push(report),
    onTakeover: () => undefined,
  });
  return {
    apps,
    used,
    reports,
    plan: (generation: number, app: string) => {
      const assignments = [
        { target: 'scheme' as const, app: 'proposed' },
        { target: 'xapp' as const, app },
        { target: 'precoder' as const, app: 'served' },
      ];
      apps.plan(AppPlan.decode(AppPlan.encode({ generation, assignments })));
    },
    /** A near-RT loop begins. @returns what decides in it, by its seat */
    begin: (nearRtLoop: number) => {
      const prepared = apps.due(nearRtLoop);
      prepared?.install();
      if (prepared?.seat) seat = prepared.seat;
      return seat.app;
    },
  };
}

test('a plan that comes before a takeover is due is prepared to follow it', async () => {
  const { apps, plan, begin, used, reports } = await changes();
  plan(1, OTHER);
  apps.takeover({ generation: 1, nearRtLoop: 10 });
  plan(2, 'closed-form');
  apps.takeover({ generation: 2, nearRtLoop: 12 });
  assert.equal((await apps.toCome()).app, 'closed-form');
  assert.deepEqual(
    reports.map(({ generation, cause }) => [generation, cause]),
    [1, 1, 2, 2].map((generation) => [generation, undefined]),
  );
  assert.equal(begin(9), 'closed-form');
  assert.deepEqual(used, []);
  assert.equal(begin(10), OTHER);
  assert.deepEqual(used, ['fixture']);
  assert.equal(begin(12), 'closed-form');
  assert.deepEqual(used, ['fixture', 'closed-form']);
});

test('takeovers that are due together come one after the other', async () => {
  const { apps, plan, begin, used } = await changes();
  plan(1, OTHER);
  apps.takeover({ generation: 1, nearRtLoop: 10 });
  // The second goes on with the app of the first.
  plan(2, OTHER);
  apps.takeover({ generation: 2, nearRtLoop: 10 });
  await apps.toCome();
  assert.equal(begin(10), OTHER);
  assert.deepEqual(used, ['fixture']);
});

test('a plan that is told again before its takeover is due is not compared with itself', async () => {
  const { apps, plan, begin, used } = await changes();
  for (const generation of [1, 1]) {
    plan(generation, OTHER);
    apps.takeover({ generation, nearRtLoop: 10 });
  }
  await apps.toCome();
  assert.equal(begin(10), OTHER);
  assert.deepEqual(used, ['fixture']);
  assert.equal(begin(11), OTHER);
});

test('what is to come is known once the plan behind it is ready', async () => {
  const { apps, plan } = await changes();
  plan(1, OTHER);
  apps.takeover({ generation: 1, nearRtLoop: 10 });
  assert.equal((await apps.toCome()).app, OTHER);
});
