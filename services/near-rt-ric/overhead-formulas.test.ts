import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTopology, range, type Topology, usersOfOdu } from '@chorus/phy';
import { controlPayload, E2Accounting, indicationPayload } from '@chorus/platform/e2-accounting.ts';
import {
  ControlMessage,
  IndicationMessage,
  type ControlMessage as Control,
  type Report,
} from '@chorus/platform/proto.ts';
import { checkScenario } from '@chorus/platform/scenario.ts';
import { Registry } from 'prom-client';
import { ControlSplitter } from './control-splitter.ts';
import { checkControl, checkIndication } from './payload-check.ts';
import { numbers, reportOf } from './testing/fake-node.ts';

/** Section IV: Fig. 10 and the text beside it, on messages that are really encoded and counted. */
const RT_LOOPS = 10;

function network(change: Record<string, unknown> = {}): Topology {
  const { network, radio } = checkScenario({ network: change });
  return buildTopology({ ...network, ...radio }, 1);
}

function counting(topology: Topology) {
  const accounting = new E2Accounting({ topology, metrics: new Registry() }, { rtLoops: RT_LOOPS });
  const splitter = new ControlSplitter(topology);
  const wanted = range(topology.U).map((odu) => new Set(usersOfOdu(topology, odu)));
  return {
    accounting,
    indicate(report: Report): void {
      for (let odu = 0; odu < topology.U; odu++) {
        const bytes = IndicationMessage.encode(reportOf(topology, odu, report));
        const message = IndicationMessage.decode(bytes);
        checkIndication(topology, odu, report, message);
        const sample = {
          procedure: 'RICIndication',
          direction: 'up',
          node: `o-du-${odu}`,
          xapp: 'x',
        } as const;
        const payload = indicationPayload(message);
        accounting.count({ ...sample, protobufBytes: bytes.length, ...payload }, 0);
      }
    },
    control(style: 'FILTERS' | 'PRECODERS', all: Control): void {
      checkControl(topology, style, all);
      const shares = style === 'FILTERS' ? splitter.filters(all, wanted) : splitter.precoders(all);
      for (const { odu, message } of shares) {
        const bytes = ControlMessage.encode(message);
        const sent = ControlMessage.decode(bytes);
        const sample = {
          procedure: 'RICControl',
          direction: 'down',
          node: `o-du-${odu}`,
          xapp: 'x',
        } as const;
        const payload = controlPayload(style, sent, topology, odu);
        accounting.count({ ...sample, protobufBytes: bytes.length, ...payload }, 0);
      }
    },
    report() {
      accounting.loops.finish(0);
      return accounting.report();
    },
  };
}

const everyone = ({ K }: Topology) => Array.from({ length: K }, (_, k) => k);
const none = Buffer.alloc(0);

function filters(topology: Topology): Control {
  const { K, Nr, Ns } = topology;
  const [u, w] = [numbers(2 * K * Nr * Ns, 1), numbers(K * Ns * Ns, 1)];
  return { users: everyone(topology), u, w, v: none, rMin: none };
}

function proposed(topology: Topology, report: 'NEIGHBOURS' | 'COVARIANCE' | 'POWER') {
  const e2 = counting(topology);
  e2.indicate(report);
  e2.control('FILTERS', filters(topology));
  return e2.report();
}

function cRzf(topology: Topology) {
  const e2 = counting(topology);
  const links = topology.serving.reduce((sum, radios) => sum + radios.length, 0);
  const v = numbers(2 * links * topology.Nt * topology.Ns, 1);
  for (let slot = 0; slot < RT_LOOPS; slot++) {
    e2.indicate('SERVED_CSI');
    e2.control('PRECODERS', { users: everyone(topology), u: none, w: none, v, rMin: none });
  }
  return e2.report();
}

const percent = (value: number) => value.toFixed(2);

test('C-RZF: 61,440 complex numbers per near-RT loop, as the formula says', () => {
  const report = cRzf(network());
  assert.equal(report.complexNumbersPerNearRtLoop, 61_440);
  assert.equal(report.complexNumbersPerNearRtLoopCRzf, 61_440);
  assert.equal(report.deliveredComplexNumbersPerNearRtLoop, 61_440);
  assert.equal(report.reductionPercent, 0);
});

test('proposed, I = 6: 1,440 complex numbers, 97.66 % less', () => {
  const report = proposed(network(), 'NEIGHBOURS');
  assert.equal(report.complexNumbersPerNearRtLoop, 1440);
  assert.equal(percent(report.reductionPercent), '97.66');
  // U_k and W_k go to further O-DUs, too.
  assert(report.deliveredComplexNumbersPerNearRtLoop > 1440);
});

test('proposed, N_t = 8: the same load, 98.83 % less', () => {
  const topology = network({ nt: 8 });
  const report = proposed(topology, 'NEIGHBOURS');
  assert.equal(report.complexNumbersPerNearRtLoop, 1440);
  assert.equal(percent(report.reductionPercent), '98.83');
  assert.equal(cRzf(topology).complexNumbersPerNearRtLoop, report.complexNumbersPerNearRtLoopCRzf);
});

test('proposed, L^UE = 100: the same load, 99.81 % less', () => {
  const report = proposed(network({ cluster: 100 }), 'NEIGHBOURS');
  assert.equal(report.complexNumbersPerNearRtLoop, 1440);
  assert.equal(percent(report.reductionPercent), '99.81');
});

test('proposed, covariance: 576 complex numbers, 99.06 % less', () => {
  const report = proposed(network({ observe: 'covariance' }), 'COVARIANCE');
  assert.equal(report.complexNumbersPerNearRtLoop, 576);
  assert.equal(percent(report.reductionPercent), '99.06');
});

test('proposed, power: 504 complex numbers, 99.18 % less', () => {
  const report = proposed(network({ observe: 'power' }), 'POWER');
  assert.equal(report.complexNumbersPerNearRtLoop, 504);
  assert.equal(percent(report.reductionPercent), '99.18');
});
