import type { ControlKind, Observe } from '@chorus/contracts';
import type { Report } from './proto.ts';
import type { Scenario } from './scenario.ts';

/** What the users measure for, by the service model's names. */
export const measuredReport = {
  neighbours: 'NEIGHBOURS',
  covariance: 'COVARIANCE',
  power: 'POWER',
} as const satisfies Record<Observe, Report>;

/** The apps that a scheme runs; each can be replaced by the scenario. */
interface SchemeApps {
  readonly xapp: string | null;
  readonly precoder: string;
}

const schemes: Record<Scenario['scheme']['name'], SchemeApps> = {
  proposed: { xapp: 'closed-form', precoder: 'served' },
  'drl-wmmse': { xapp: 'closed-form', precoder: 'wmmse' },
  'c-rzf': { xapp: 'c-rzf', precoder: 'relay' },
  'p-rzf': { xapp: 'p-rzf', precoder: 'relay' },
  'd-rzf': { xapp: null, precoder: 'd-rzf' },
};

/** The apps of a scenario: the scheme's own unless the scenario names others. */
export function schemeApps({ scheme, xapp, odu }: Scenario) {
  const own = schemes[scheme.name];
  return {
    xapp: own.xapp === null ? null : (xapp.name ?? own.xapp),
    precoder: odu.precoder ?? own.precoder,
    multiplier: odu.multiplier,
  };
}

/** What runs in a testbed: a scheme, its apps or others in their place, and dApp 1. */
export interface Apps {
  readonly scheme: string;
  /** Null for no xApp. */
  readonly xapp: string | null;
  readonly precoder: string;
  readonly multiplier: string;
}

export const schemeNames = Object.keys(schemes) as Scenario['scheme']['name'][];

/** The apps of a scenario under the scheme's name. */
export function appsOf(scenario: Scenario): Apps {
  return { scheme: scenario.scheme.name, ...schemeApps(scenario) };
}

/** A scheme's own apps. @param name one of {@link schemeNames} */
export function appsOfScheme(name: string): Omit<Apps, 'multiplier'> {
  return { scheme: name, ...schemes[name as Scenario['scheme']['name']] };
}

/** The scenario as if it named these apps; without xApp `xapp` plays no part. */
export function withApps(scenario: Scenario, { scheme, xapp, precoder, multiplier }: Apps): Scenario {
  return {
    ...scenario,
    scheme: { name: scheme as Scenario['scheme']['name'] },
    xapp: { ...scenario.xapp, name: xapp },
    odu: { ...scenario.odu, precoder, multiplier },
  };
}

/** What the near-RT RIC must subscribe to for an xApp that gives filters or precoders. */
export function reportFor(
  app: { gives: 'filters' } | { gives: 'precoders'; csi: 'served' | 'coupled' },
  observe: Observe,
): Report {
  if (app.gives === 'filters') return measuredReport[observe];
  return app.csi === 'served' ? 'SERVED_CSI' : 'COUPLED_CSI';
}

/** What an E2 report leads to: the controls that the node may expect. */
export function givenFor(report: Report): Exclude<ControlKind, 'none'> {
  return report === 'SERVED_CSI' || report === 'COUPLED_CSI' ? 'precoders' : 'filters';
}
