import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PrecoderDApp } from '@chorus/contracts';
import { filterUsers, OduCell } from '@chorus/phy';
import { testContext } from '@chorus/platform/testing/process-context.ts';
import { FilterDemand } from './filter-demand.ts';
import { FilterStore } from './filter-store.ts';

const network = { radios: 12, users: 8, odus: 4, cluster: 3, observed: 3, area_m: 200 };
const { topology } = testContext('t', { network });
const [served, coupled] = (['served', 'coupled'] as const).map((reach) => filterUsers(topology, 0, reach));
const added = coupled.filter((k) => !served.includes(k));
const [narrow, wide] = (['served', 'coupled'] as const).map((reach) => ({ reach }) as PrecoderDApp);

/** The demand of an O-DU that started with a precoder, and what it announced, in turn. */
function demandOf(precoder: PrecoderDApp) {
  const announced: (readonly number[])[] = [];
  const filters = new FilterStore(new OduCell(topology, 0), []);
  const announce = () => void announced.push(demand.users);
  const demand: FilterDemand = new FilterDemand({ topology, odu: 0, filters, announce }, precoder);
  demand.connected(demand.users);
  return { demand, announced };
}
const takesAdded = (demand: FilterDemand) => added.map((k) => demand.has(k));
const all = added.map(() => true);
const none = added.map(() => false);

describe('the demand for filters', () => {
  it('is announced when another precoder is about to take over, and when it has', () => {
    assert.ok(added.length > 0);
    const { demand, announced } = demandOf(narrow);
    demand.widen(wide);
    assert.deepEqual(takesAdded(demand), all);
    demand.settle(wide);
    demand.settle(narrow);
    assert.deepEqual(announced, [coupled, served]);
  });

  it('takes those of users that it asked for until the near-RT RIC knows better', () => {
    const { demand } = demandOf(wide);
    demand.settle(narrow);
    assert.deepEqual(takesAdded(demand), all);
    demand.acknowledged();
    assert.deepEqual(takesAdded(demand), none);
    assert.ok(served.every((k) => demand.has(k)));
  });

  it('waits for the answer to the last of several announcements', () => {
    const { demand } = demandOf(wide);
    demand.settle(narrow);
    demand.widen(wide);
    demand.settle(narrow);
    for (const expected of [all, all, none]) {
      demand.acknowledged();
      assert.deepEqual(takesAdded(demand), expected);
    }
  });

  it('is what a setup says; a change that the setup did not know is announced', () => {
    const { demand, announced } = demandOf(wide);
    demand.settle(narrow);
    // The stream broke, and the answer with it.
    demand.connected(demand.users);
    assert.deepEqual(takesAdded(demand), none);
    assert.deepEqual(announced, [served]);
    demand.connected(coupled);
    assert.deepEqual(announced, [served, served]);
    assert.deepEqual(takesAdded(demand), all);
    demand.acknowledged();
    assert.deepEqual(takesAdded(demand), none);
  });
});
