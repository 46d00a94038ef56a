import { DistributedPrecoder, LocalRzf, OduCell, range, solveByNewton } from '@chorus/phy';
import { PowerGuard } from '@chorus/o-du/power-guard.ts';
import { FrameBuffer, HEADER_BYTES } from '@chorus/platform/frames.ts';
import { Downlink, Measured, Uplink, type SlotTimes } from '@chorus/platform/ofh.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { Air } from '@chorus/ru-sim/air.ts';
import { writeMeasured } from '@chorus/ru-sim/measured.ts';
import { exchangeOf } from './exchange.ts';
import { filtersOf } from './filters.ts';
import type { Part } from './parts.ts';

const NO_TIMES: SlotTimes = { dAppMs: 0, e2WaitMs: 0, d2WaitMs: 0, totalMs: 0 };

/** One O-DU with its ends of O-FH. */
interface Odu {
  readonly cell: OduCell;
  readonly precoder: DistributedPrecoder;
  readonly guard: PowerGuard;
  readonly downlink: Downlink;
  readonly uplink: Uplink;
  readonly down: FrameBuffer;
  readonly up: FrameBuffer;
  readonly measured: FrameBuffer;
}

/**
 * All computations of a slot of the proposed scheme in the order in which the testbed has them, on its own frames and
 * messages, with no socket between: what one process gives the next takes.
 */
export async function slotParts(scenario: Scenario): Promise<Part[]> {
  const topology = topologyOf(scenario);
  const { observe } = scenario.network;
  const air = new Air(topology, scenario, range(topology.K));
  const odus = range(topology.U).map((odu): Odu => {
    const cell = new OduCell(topology, odu);
    const [downlink, uplink] = [new Downlink(topology, odu), new Uplink(topology, odu)];
    return {
      cell,
      precoder: new DistributedPrecoder(topology, odu, { reach: 'served', coordinated: true }),
      guard: new PowerGuard(cell),
      downlink,
      uplink,
      down: new FrameBuffer(downlink.bytes),
      up: new FrameBuffer(uplink.bytes),
      measured: new FrameBuffer(new Measured(topology, odu, observe).bytes),
    };
  });
  const rates = new Float64Array(topology.K);
  const each = (run: (odu: Odu) => void) => () => odus.forEach(run);
  const parts: Part[] = [
    {
      owner: 'ru-sim',
      name: 'CSI into its frames',
      run: () => {
        const csi = air.estimate();
        for (const { downlink, down } of odus) downlink.writeCsi(down, csi);
      },
    },
    {
      owner: 'ru-sim',
      name: 'mu into its frames',
      run: each(({ downlink, down }) => downlink.writeMu(down, air.mu)),
    },
    // While the O-DUs compute.
    { owner: 'ru-sim', name: 'channel step (2)', run: () => air.step() },
    {
      owner: 'O-DUs',
      name: 'CSI: decode',
      run: each(({ cell, downlink, down }) => downlink.read(payloadOf(down), cell)),
    },
    { owner: 'O-DUs', name: 'A_l (19)', run: each(({ precoder, cell }) => precoder.weigh(cell)) },
    {
      owner: 'O-DUs',
      name: 'eigendecomposition',
      run: each(({ precoder, cell }) => precoder.decompose(cell)),
    },
    { owner: 'O-DUs', name: 'sums (22)', run: each(({ precoder, cell }) => precoder.sumOverRadios(cell)) },
    {
      owner: 'O-DUs',
      name: SWEEP,
      run: each(({ precoder, cell }) => precoder.sweep(cell, solveByNewton)),
    },
    {
      owner: 'O-DUs',
      name: MULTIPLIER,
      run: each(({ precoder, cell }) => {
        for (let j = 0; j < cell.radios.length; j++)
          solveByNewton(precoder.lambda[j], precoder.phi[j], topology.pMax);
      }),
    },
    { owner: 'O-DUs', name: 'power guard', run: each(({ guard }) => void guard.apply()) },
    {
      owner: 'O-DUs',
      name: 'V: pack',
      run: each(({ cell, uplink, up }) => uplink.write(up, cell, NO_TIMES)),
    },
    {
      owner: 'ru-sim',
      name: 'V: decode and guard',
      run: () => {
        for (const { uplink, up } of odus) uplink.read(payloadOf(up), air.V, air.xi, { ...NO_TIMES });
        for (const { cell } of odus) air.guard(cell.odu);
      },
    },
    { owner: 'ru-sim', name: 'effective channels, rates (7)-(9)', run: () => air.measure() },
    { owner: 'ru-sim', name: 'mu (29)', run: () => air.updateMu() },
    {
      owner: 'ru-sim',
      name: 'effective channels: pack',
      perLoop: true,
      run: each(({ cell, measured }) =>
        writeMeasured(measured, topology, cell.odu, observe, air.measurement, rates),
      ),
    },
    ...exchangeOf(
      topology,
      odus.map(({ cell }) => cell),
    ),
    await filtersOf(
      scenario,
      topology,
      air.measurement,
      odus.map(({ cell }) => cell),
    ),
  ];
  start(parts, odus, scenario.rzf.start_lambda);
  return parts;
}

/** Names of the parts that {@link withoutMultiplier} takes apart. */
const SWEEP = 'precoder (30)';
const MULTIPLIER = 'multiplier (28)';

/** The precoder finds the multiplier on its way: its time without that. */
export function withoutMultiplier<T extends { readonly name: string; readonly ms: number }>(
  costs: readonly T[],
): T[] {
  const multiplier = costs.find(({ name }) => name === MULTIPLIER)?.ms ?? 0;
  return costs.map((cost) => (cost.name === SWEEP ? { ...cost, ms: cost.ms - multiplier } : cost));
}

/** The slot that starts a run: D-RZF instead of the proposed scheme, which has no filters yet. */
function start(parts: readonly Part[], odus: readonly Odu[], lambda: number): void {
  const first = parts.findIndex(({ name }) => name === 'A_l (19)');
  const last = parts.findIndex(({ name }) => name === 'power guard');
  for (const { run } of parts.slice(0, first)) run();
  for (const { cell } of odus) new LocalRzf(cell.topology, cell.odu, lambda).precode(cell);
  for (const { run } of parts.slice(last)) run();
}

function payloadOf({ bytes }: FrameBuffer): Buffer {
  return bytes.subarray(HEADER_BYTES);
}
