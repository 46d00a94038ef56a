import type { Reach } from '@chorus/contracts';
import { range, type Topology } from '@chorus/phy';
import { controlPayload, E2Accounting, indicationPayload } from '@chorus/platform/e2-accounting.ts';
import { loadPrecoder, loadXApp } from '@chorus/platform/load-app.ts';
import {
  ControlHeader,
  ControlMessage,
  E2apPdu,
  IndicationHeader,
  IndicationMessage,
  PRECODING,
  type ControlStyle,
  type Report,
} from '@chorus/platform/proto.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { topologyOf } from '@chorus/platform/scenario-twin.ts';
import { reportFor, schemeApps } from '@chorus/platform/schemes.ts';
import { Registry } from 'prom-client';
import type { E2Load } from '../../jobs/job.ts';
import { fullFilters, fullPrecoders, fullReport } from './full-messages.ts';

/** What an xApp and the dApps beside it put on E2. */
interface Traffic {
  readonly report: Report;
  readonly style: ControlStyle;
  readonly reach: Reach;
  /** In a near-RT loop: once, or every RT loop. */
  readonly rounds: number;
}

/**
 * Encodes every indication and control of one near-RT loop of the scenario's scheme, at their sizes in a run, and
 * counts them as the near-RT RIC does. Acknowledgements and subscriptions carry no payload and are left out.
 */
export async function e2Load(scenario: Scenario): Promise<E2Load> {
  const topology = topologyOf(scenario);
  const accounting = new E2Accounting(
    { topology, metrics: new Registry() },
    { rtLoops: scenario.clock.rt_loops },
  );
  const traffic = await trafficOf(scenario, topology);
  if (traffic !== null) {
    for (let round = 0; round < traffic.rounds; round++)
      for (const odu of range(topology.U)) exchange(accounting, topology, odu, traffic);
  }
  accounting.loops.finish(0);
  const { complexNumbersPerNearRtLoop, deliveredComplexNumbersPerNearRtLoop } = accounting.report();
  return {
    kind: 'e2-load',
    complexNumbers: complexNumbersPerNearRtLoop,
    deliveredComplexNumbers: deliveredComplexNumbersPerNearRtLoop,
  };
}

/** Null for a scheme without an xApp, which leaves E2 empty. */
async function trafficOf(scenario: Scenario, topology: Topology): Promise<Traffic | null> {
  const { xapp: name, precoder } = schemeApps(scenario);
  if (name === null) return null;
  const { observe } = scenario.network;
  // Sizes do not hang on lambda, so that nothing needs tuning.
  const xapp = await loadXApp(name, { topology, observe }, { rzfLambda: 1 });
  const { reach } = await loadPrecoder(precoder, { topology, odu: 0 }, { rzfLambda: 1 });
  const report = reportFor(xapp, observe);
  return xapp.gives === 'filters'
    ? { report, style: 'FILTERS', reach, rounds: 1 }
    : { report, style: 'PRECODERS', reach, rounds: scenario.clock.rt_loops };
}

/** One indication of an O-DU and the control that answers it. */
function exchange(
  accounting: E2Accounting,
  topology: Topology,
  odu: number,
  { report, style, reach }: Traffic,
): void {
  const account = { node: `o-du-${odu}`, xapp: 'xapp' };
  const ids = { id: { requestor: 1, instance: 1 }, ranFunction: PRECODING.id };

  const reported = fullReport(topology, odu, report);
  const indication = {
    ...ids,
    sequence: 0,
    header: IndicationHeader.encode({ report, nearRtLoop: 0, slot: 0, wallMs: Date.now() }),
    message: IndicationMessage.encode(reported),
  };
  accounting.count(
    {
      ...account,
      ...indicationPayload(reported),
      procedure: 'RICIndication',
      direction: 'up',
      protobufBytes: E2apPdu.encode({ ricIndication: indication }).length,
    },
    0,
  );

  const control = style === 'FILTERS' ? fullFilters(topology, odu, reach) : fullPrecoders(topology, odu);
  const request = {
    ...ids,
    header: ControlHeader.encode({ style, nearRtLoop: 0, slot: 0 }),
    message: ControlMessage.encode(control),
  };
  accounting.count(
    {
      ...account,
      ...controlPayload(style, control, topology, odu),
      procedure: 'RICControl',
      direction: 'down',
      protobufBytes: E2apPdu.encode({ ricControlRequest: request }).length,
    },
    0,
  );
}
