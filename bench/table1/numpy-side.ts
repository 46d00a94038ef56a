import type { LoadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { NumpyProcess } from '../numpy/numpy-process.ts';
import { differences, TOLERANCE } from './agreement.ts';
import { numpyNetwork } from './numpy-network.ts';
import { SCHEMES } from './schemes.ts';

/** The proposed scheme as NumPy would compute it without waves: see `distributed.py`. */
export const IN_TURN = 'proposed in turn';

/** NumPy with the network, all of its results equal to ours. */
export interface NumpySide {
  readonly process: NumpyProcess;
  /** What it is, with its BLAS. */
  readonly version: string;
}

/**
 * Starts NumPy on the network and holds its results to ours.
 *
 * @param scenarioName that the network is of
 * @param python that has NumPy
 * @throws Error where the two do not compute the same
 */
export async function startNumpy(
  scenarioName: string,
  network: LoadedNetwork,
  python: string,
): Promise<NumpySide> {
  const process = new NumpyProcess(python);
  const { numpy, blas } = await process.take(numpyNetwork(loadScenario(scenarioName), network));
  for (const [name, scheme] of [
    ...SCHEMES.map((each) => [each.scheme, each.scheme]),
    [IN_TURN, 'proposed'],
  ]) {
    const scenario = loadScenario(scenarioName, [`scheme.name=${scheme}`]);
    const found = await differences(scenario, network, await process.run(name));
    for (const [what, difference] of Object.entries(found)) {
      if (difference < TOLERANCE) continue;
      process.close();
      throw new Error(`${name}: ${what} in NumPy differs by ${difference}, which is not below ${TOLERANCE}`);
    }
  }
  return { process, version: `NumPy ${numpy} on ${blas}` };
}
