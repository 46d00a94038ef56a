import type { CdfView, Histogram, ImpairmentsView, TestbedView, Tick } from '@chorus/dashboard/api.ts';
import { wrapDistance } from '@chorus/dashboard/page/map-geometry.ts';

export interface SyntheticInit {
  readonly radios: number;
  readonly users: number;
  readonly odus: number;
  readonly cluster: number;
  readonly areaM: number;
}
export const paperSize: SyntheticInit = { radios: 100, users: 48, odus: 4, cluster: 5, areaM: 500 };

/** Numbers from 0 to 1 that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A network at places drawn at random, each user served by the O-RUs nearest to it. */
export function syntheticTestbed({ radios, users, odus, cluster, areaM }: SyntheticInit): TestbedView {
  const random = numbers(7);
  const place = () => ({ x: areaM * random(), y: areaM * random() });
  // O-DUs side by side, as stripes.
  const radioPlaces = Array.from({ length: radios }, place).map((at) => ({
    ...at,
    odu: Math.min(odus - 1, Math.floor((odus * at.x) / areaM)),
  }));
  return {
    scenario: { name: 'synthetic', seed: 1, clock: { rt_loop_ms: 1, rt_loops: 10 } },
    areaM,
    radios: radioPlaces,
    users: Array.from({ length: users }, place).map((at) => {
      const byDistance = radioPlaces
        .map((radio, l) => ({ l, distance: wrapDistance(at, radio, areaM) }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, cluster)
        .map(({ l }) => l);
      return { ...at, anchor: radioPlaces[byDistance[0]].odu, serving: byDistance.sort((a, b) => a - b) };
    }),
    complexNumbersCRzf: 61_440,
  };
}

/** What the ticks are made of beside their number; tests change it. */
export interface SyntheticState {
  rMin: number[];
  apps: Tick['apps'];
  impairments: ImpairmentsView;
}

/** Tick number n: rates that wander about their minimum, a load like the paper's. */
export function syntheticTick(n: number, unixMs: number, { rMin, apps, impairments }: SyntheticState): Tick {
  const random = numbers(n + 1);
  const wave = (k: number) => 2.5 + 2 * Math.sin(k * 1.7) + 0.6 * Math.sin(n / 20 + k) + 0.3 * random();
  const userRate = rMin.map((least, k) => Math.max(0.05, least + wave(k)));
  const sorted = userRate.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  const nearRtLoop = 5 * n + 4;
  const flow = (messages: number, complexNumbers: number) => ({
    messagesPerS: messages * (0.9 + 0.2 * random()),
    payloadBytesPerS: 8 * 20 * complexNumbers,
    protobufBytesPerS: 8.6 * 20 * complexNumbers + 40 * messages,
    complexNumbers,
  });
  return {
    unixMs,
    nearRtLoop,
    slot: 10 * (nearRtLoop + 1),
    loops: 5,
    sumRate: userRate.reduce((sum, rate) => sum + rate, 0),
    p5: at(0.05),
    p50: at(0.5),
    p95: at(0.95),
    userRate,
    mu: userRate.map((rate, k) => Math.max(0, 0.4 * (rMin[k] + 1.2 - rate))),
    rMin: [...rMin],
    e2: {
      total: flow(240, 1440),
      socketBytesPerS: 268_000,
      byProcedure: {
        RICIndication: { up: flow(80, 1152) },
        RICControl: { down: flow(80, 288), up: flow(80, 0) },
        RICSubscription: { down: flow(0, 0), up: flow(0, 0) },
        E2Setup: { up: flow(0, 0), down: flow(0, 0) },
      },
      deliveredComplexNumbers: 1684,
      reductionPercent: 97.66,
    },
    d2: flow(240, 9216),
    clock: {
      slot: syntheticHistogram(random, 1, 0.6),
      loop: syntheticHistogram(random, 10, 7),
      realTimeFactor: 0.412 + 0.01 * random(),
      lateAnswers: 0,
      lateControls: Math.floor(n / 40),
      lateD2: 0,
      clockSlips: 0,
      appErrors: 0,
    },
    apps,
    models: [],
    impairments,
  };
}

function syntheticHistogram(random: () => number, deadlineMs: number, typicalMs: number): Histogram {
  const bins = 24;
  const edgesMs = Array.from({ length: bins }, (_, i) => (i * deadlineMs * 2) / bins);
  const counts = edgesMs.map((edge) =>
    Math.round(300 * Math.exp(-(((edge - typicalMs) / (0.25 * deadlineMs)) ** 2)) + 3 * random()),
  );
  const [p50Ms, p99Ms, maxMs] = [typicalMs, 1.4 * typicalMs, 2.3 * typicalMs];
  return { edgesMs, counts, deadlineMs, p50Ms, p99Ms, maxMs };
}

/** Two sets of apps that ran one after the other. */
export function syntheticCdf(users: number): CdfView[] {
  const rates = (scale: number) =>
    Array.from({ length: users }, (_, k) => scale * (1 + 9 * ((k + 0.5) / users) ** 1.4));
  return [
    { label: 'c-rzf · c-rzf · relay', fromLoop: 0, loops: 400, rates: rates(0.8) },
    { label: 'proposed · closed-form · served', fromLoop: 400, loops: 900, rates: rates(1.05) },
  ];
}
