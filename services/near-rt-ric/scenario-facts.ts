import { range, type Topology } from '@chorus/phy';
import { PRECODING } from '@chorus/platform/proto.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { nodeOfOdu } from './setup.ts';

/** What `GET /scenario` is made of. */
export interface ScenarioFactsInit {
  readonly scenario: Scenario;
  readonly digest: string;
  readonly topology: Topology;
}

/**
 * What an xApp must know of the testbed before it subscribes, and what one in another language cannot
 * derive: positions are drawn by this project's random generator, and who serves and observes whom follows from them.
 */
export function scenarioFacts({ scenario, digest, topology }: ScenarioFactsInit) {
  const { K, L, U, Nt, Nr, Ns } = topology;
  const { anchor, usersOfAnchor, observed, radiosOfOdu, oduOfRadio, serving, served, coupled } = topology;
  return {
    digest,
    ranFunction: PRECODING.id,
    e2Nodes: range(U).map(nodeOfOdu),
    scenario,
    topology: {
      ...{ K, L, U, Nt, Nr, Ns },
      ...{ anchor, usersOfAnchor, observed, radiosOfOdu, oduOfRadio, serving, served, coupled },
    },
  };
}
