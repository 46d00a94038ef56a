import type { MultiplierDApp, PrecoderDApp } from '@chorus/contracts';
import type { Topology } from '@chorus/phy';
import { loadMultiplier, loadPrecoder, moduleVersion } from '@chorus/platform/load-app.ts';
import { multiplierModel } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { tuneLambda } from '@chorus/platform/tune-lambda.ts';

/** The dApps of an O-DU under a scheme's name. */
export interface DAppNames {
  readonly scheme: string;
  readonly precoder: string;
  readonly multiplier: string;
}

/** The same with what the modules among them were when they were loaded. */
export interface DAppVersions extends DAppNames {
  readonly versions: { readonly precoder: number; readonly multiplier: number };
}

export function withVersions(names: DAppNames): DAppVersions {
  const versions = { precoder: moduleVersion(names.precoder), multiplier: moduleVersion(names.multiplier) };
  return { ...names, versions };
}

export interface DAppLoaderComponents {
  readonly scenario: Scenario;
  readonly topology: Topology;
}

/** Makes dApps with what the scenario gives them. */
export class DAppLoader {
  private readonly components: DAppLoaderComponents;
  private readonly odu: number;
  /** Of D-RZF, once it has been asked for. */
  private lambda: Promise<number> | null = null;

  constructor(components: DAppLoaderComponents, { odu }: { odu: number }) {
    this.components = components;
    this.odu = odu;
  }

  /** @throws ChorusError CHORUS_APP_NOT_FOUND, CHORUS_APP_INVALID */
  async precoder(names: DAppNames): Promise<PrecoderDApp> {
    const { topology } = this.components;
    return loadPrecoder(names.precoder, { topology, odu: this.odu }, await this.init(names));
  }

  /** @throws ChorusError CHORUS_APP_NOT_FOUND, CHORUS_APP_INVALID, CHORUS_MODEL_INVALID */
  async multiplier(names: DAppNames): Promise<MultiplierDApp> {
    const { scenario, topology } = this.components;
    const init = { ...(await this.init(names)), model: multiplierModel(scenario) };
    return loadMultiplier(names.multiplier, { topology, odu: this.odu }, init);
  }

  private async init({ precoder }: DAppNames): Promise<{ rzfLambda?: number }> {
    const { scenario } = this.components;
    if (scenario.rzf.lambda !== 'auto') return { rzfLambda: scenario.rzf.lambda };
    if (precoder !== 'd-rzf') return {};
    this.lambda ??= tuneLambda(scenario, 'd-rzf');
    try {
      return { rzfLambda: await this.lambda };
    } catch (error) {
      // The next plan that needs it tries again.
      this.lambda = null;
      throw error;
    }
  }
}
