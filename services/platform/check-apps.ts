import { buildTopology } from '@chorus/phy';
import { ChorusError } from './errors.ts';
import { loadMultiplier, loadPrecoder, loadXApp } from './load-app.ts';
import type { Scenario } from './scenario.ts';
import { schemeApps } from './schemes.ts';

/**
 * Loads the apps of a scenario to see that they are there and fit each other: an xApp that gives filters
 * needs a precoder that takes filters, or takes nothing at all. A pair that does not fit would wait for
 * ever, one for the other.
 *
 * @throws ChorusError CHORUS_APP_NOT_FOUND, CHORUS_APP_INVALID, CHORUS_APPS_MISMATCH, CHORUS_SCENARIO_INVALID
 */
export async function checkApps(scenario: Scenario): Promise<void> {
  const { network, radio, scheme } = scenario;
  const names = schemeApps(scenario);
  if (names.xapp === null && scenario.xapp.name !== null) {
    const allowed = `null under scheme ${scheme.name}, which has no xApp`;
    throw new ChorusError('CHORUS_SCENARIO_INVALID', {
      field: 'xapp.name',
      value: scenario.xapp.name,
      allowed,
    });
  }
  const topology = buildTopology({ ...network, ...radio }, scenario.seed);
  const { observe } = network;
  await loadMultiplier(names.multiplier, { topology, odu: 0 }, {});
  const precoder = await loadPrecoder(names.precoder, { topology, odu: 0 }, {});
  const xapp =
    names.xapp === null ? null : await loadXApp(names.xapp, { topology, observe }, { rzfLambda: 1 });
  if (precoder.control === 'none' || precoder.control === xapp?.gives) return;
  throw new ChorusError('CHORUS_APPS_MISMATCH', {
    xapp: xapp?.name ?? 'none',
    gives: xapp?.gives ?? 'nothing',
    precoder: precoder.name,
    takes: precoder.control,
  });
}
