import { loadedNetwork } from '@chorus/experiments/special/table1/loaded-network.ts';
import { loopWork } from '@chorus/experiments/special/table1/loop-work.ts';
import { loadScenario } from '@chorus/platform/scenario.ts';
import { processorMs } from '../clock.ts';
import { copyOf } from './numpy-network.ts';
import { IN_TURN, startNumpy } from './numpy-side.ts';
import { SCHEMES, type Table1Scheme } from './schemes.ts';
import { median, medianRatio, timeInTurn, type Timed } from './time.ts';

/** A scheme's near-RT loop; medians over rounds [ms of processor time]. */
export interface Table1Row {
  readonly name: string;
  readonly label: string;
  readonly ms: number;
  /** To the proposed scheme, in the same rounds. */
  readonly ratio: number;
  readonly paperMs: number | null;
  /** The same computation in NumPy; null without it. */
  readonly numpyMs: number | null;
  /** NumPy's time to ours, in the same rounds. */
  readonly numpyRatio: number | null;
}

export interface Table1 {
  readonly rows: readonly Table1Row[];
  /** Null where NumPy is missing. */
  readonly numpy: {
    readonly version: string;
    /** The proposed scheme without waves [ms], and its ratio to ours. */
    readonly inTurnMs: number;
    readonly inTurnRatio: number;
  } | null;
}

/**
 * Table I: the xApp and N_RT times both dApps of all O-DUs, one after the other on one core, here and in NumPy.
 *
 * @param python that has NumPy; null where none does
 * @throws Error where the two do not compute the same
 */
export async function benchTable1(
  scenarioName: string,
  rounds: number,
  python: string | null,
): Promise<Table1> {
  const network = await loadedNetwork(loadScenario(scenarioName));
  const ours: Timed[] = [];
  for (const { scheme } of SCHEMES) {
    const scenario = loadScenario(scenarioName, [`scheme.name=${scheme}`]);
    const { run } = await loopWork(scenario, copyOf(network));
    ours.push({ name: scheme, run: () => processorMs(run) });
  }
  const numpy = python === null ? null : await startNumpy(scenarioName, network, python);
  const theirs =
    numpy === null
      ? []
      : [...SCHEMES.map(({ scheme }) => scheme), IN_TURN].map((scheme) => ({
          name: `numpy ${scheme}`,
          run: () => numpy.process.time(scheme),
        }));
  const samples = await timeInTurn([...ours, ...theirs], rounds);
  numpy?.process.close();
  const of = (name: string) => samples.get(name) ?? [];
  const inTurn = of(`numpy ${IN_TURN}`);
  return {
    rows: SCHEMES.map((scheme) => rowOf(scheme, of)),
    numpy: numpy && {
      version: numpy.version,
      inTurnMs: median(inTurn),
      inTurnRatio: medianRatio(inTurn, of(SCHEMES[0].scheme)),
    },
  };
}

function rowOf({ scheme, label, paperMs }: Table1Scheme, of: (name: string) => number[]): Table1Row {
  const [mine, theirs] = [of(scheme), of(`numpy ${scheme}`)];
  const without = theirs.length === 0;
  return {
    name: scheme,
    label,
    ms: median(mine),
    ratio: medianRatio(mine, of(SCHEMES[0].scheme)),
    paperMs,
    numpyMs: without ? null : median(theirs),
    numpyRatio: without ? null : medianRatio(theirs, mine),
  };
}
