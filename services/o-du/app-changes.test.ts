import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MultiplierDApp } from '@chorus/contracts';
import { OduCell } from '@chorus/phy';
import { AppPlan, AppTakeover, ControlHeader, PRECODING } from '@chorus/platform/proto.ts';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { AppChanges } from './app-changes.ts';
import { createMultiplier } from './dapps/newton.ts';
import { DAppLoader } from './dapp-loader.ts';

const network = { radios: 12, users: 8, odus: 4, cluster: 4, observed: 3, area_m: 200 };
const names = { scheme: 'proposed', precoder: 'served', multiplier: 'newton' };

/** The app changes of an O-DU that has just started with the scenario's dApps. */
async function changes() {
  const { scenario, topology, log } = testContext('t', { network });
  const loader = new DAppLoader({ scenario, topology }, { odu: 0 });
  const used: string[] = [];
  const nothing = () => undefined;
  const apps = new AppChanges(
    {
      cell: new OduCell(topology, 0),
      loader: {
        precoder: (wanted) => loader.precoder(wanted),
        multiplier: async ({ multiplier }) => ({ ...createMultiplier(), name: multiplier }),
      },
      models: {
        multiplier: createMultiplier(),
        withModels: (multiplier) => multiplier,
        use: ({ name }: MultiplierDApp) => void used.push(name),
      },
      demand: { widen: nothing, settle: nothing },
      d2: { change: nothing },
      begun: () => 0,
      poke: nothing,
      log,
    },
    { names, precoder: await loader.precoder(names), lockstep: false, rtLoops: 10 },
  );
  const take = (style: 'APP_PLAN' | 'APP_TAKEOVER', message: Buffer) => {
    const id = { requestor: 4, instance: 1 };
    return apps.take({ id, ranFunction: PRECODING.id, header: ControlHeader.encode({ style }), message });
  };
  return {
    apps,
    used,
    plan: (generation: number, multiplier: string) => {
      const assignments = [
        { target: 'scheme' as const, app: names.scheme },
        { target: 'precoder' as const, app: names.precoder },
        { target: 'multiplier' as const, app: multiplier },
      ];
      return take('APP_PLAN', AppPlan.encode({ generation, assignments }));
    },
    takeover: (generation: number, nearRtLoop: number) =>
      take('APP_TAKEOVER', AppTakeover.encode({ generation, nearRtLoop })),
  };
}

test('models right behind a takeover are for the dApp that it brings', async () => {
  const { apps, plan, takeover } = await changes();
  void plan(1, 'other');
  void takeover(1, 3);
  assert.equal((await apps.toCome()).multiplier, 'other');
});

test('a plan that comes before a takeover is due is prepared to follow it', async () => {
  const { apps, used, plan, takeover } = await changes();
  void plan(1, 'other');
  const first = takeover(1, 3);
  await plan(2, 'newton');
  const second = takeover(2, 5);
  assert.equal((await apps.toCome()).multiplier, 'newton');
  apps.begin(31);
  assert.deepEqual(used, ['other']);
  assert.deepEqual(await first, { applied: 1, appliedAtSlot: 31 });
  apps.begin(51);
  assert.deepEqual(used, ['other', 'newton']);
  assert.deepEqual(await second, { applied: 1, appliedAtSlot: 51 });
});

test('a takeover that another overtakes is answered, and its dApp goes on where the other names it', async () => {
  const { apps, used, plan, takeover } = await changes();
  void plan(1, 'other');
  const first = takeover(1, 5);
  await plan(2, 'other');
  const second = takeover(2, 3);
  await apps.toCome();
  apps.begin(31);
  assert.deepEqual(used, ['other']);
  for (const answer of [first, second]) assert.deepEqual(await answer, { applied: 1, appliedAtSlot: 31 });
});
