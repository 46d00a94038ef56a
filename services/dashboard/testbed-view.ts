import type { Topology } from '@chorus/phy';
import { cRzfComplexNumbers } from '@chorus/platform/e2-payload.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { TestbedView } from './api.ts';

/** Who is where and who serves whom, as the page draws it. */
export function testbedView(scenario: Scenario, topology: Topology): TestbedView {
  const { radiosXY, usersXY, oduOfRadio, anchor, serving, area } = topology;
  return {
    scenario,
    areaM: area,
    radios: oduOfRadio.map((odu, l) => ({ x: radiosXY[2 * l], y: radiosXY[2 * l + 1], odu })),
    users: anchor.map((odu, k) => ({
      x: usersXY[2 * k],
      y: usersXY[2 * k + 1],
      anchor: odu,
      serving: serving[k],
    })),
    complexNumbersCRzf: cRzfComplexNumbers(topology, scenario.clock.rt_loops),
  };
}
