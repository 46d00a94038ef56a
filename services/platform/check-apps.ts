import type { FilterXApp, XApp } from '@chorus/contracts';
import { buildTopology } from '@chorus/phy';
import { ChorusError } from './errors.ts';
import { loadMultiplier, loadPrecoder, loadXApp } from './load-app.ts';
import { loadModel } from './load-model.ts';
import { multiplierModel } from './scenario-twin.ts';
import type { Scenario } from './scenario.ts';
import { schemeApps } from './schemes.ts';

/**
 * Loads the apps of a scenario to see that they are there and fit each other: an xApp that gives filters
 * needs a precoder that takes filters, or takes nothing at all. A pair that does not fit would wait for
 * ever, one for the other.
 *
 * @throws ChorusError CHORUS_APP_NOT_FOUND, CHORUS_APP_INVALID, CHORUS_APPS_MISMATCH, CHORUS_SCENARIO_INVALID,
 *   CHORUS_MODEL_NOT_FOUND, CHORUS_MODEL_INVALID
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
  const multiplier = await loadMultiplier(
    names.multiplier,
    { topology, odu: 0 },
    { model: multiplierModel(scenario) },
  );
  if (scenario.odu.model !== null && multiplier.take === undefined)
    throw takesNoModel('odu.model', scenario.odu.model, `dApp ${multiplier.name}`);
  const precoder = await loadPrecoder(names.precoder, { topology, odu: 0 }, {});
  const { model } = scenario.xapp;
  const init = { rzfLambda: 1, model: model === null ? null : loadModel(model, 'actor') };
  const xapp = names.xapp === null ? null : await loadXApp(names.xapp, { topology, observe }, init);
  if (model !== null && (xapp === null || !takesModels(xapp)))
    throw takesNoModel('xapp.model', model, xapp === null ? 'a scheme without one' : `xApp ${xapp.name}`);
  if (scenario.xapp.explore && (xapp?.gives !== 'filters' || xapp.experience === undefined)) {
    const allowed = `false under ${xapp === null ? 'a scheme without an xApp' : `xApp ${xapp.name}`}, which cannot be trained`;
    throw new ChorusError('CHORUS_SCENARIO_INVALID', { field: 'xapp.explore', value: true, allowed });
  }
  if (precoder.control === 'none' || precoder.control === xapp?.gives) return;
  throw new ChorusError('CHORUS_APPS_MISMATCH', {
    xapp: xapp?.name ?? 'none',
    gives: xapp?.gives ?? 'nothing',
    precoder: precoder.name,
    takes: precoder.control,
  });
}

/** Whether models can be given to an xApp. */
export function takesModels(app: XApp): app is FilterXApp & Required<Pick<FilterXApp, 'take'>> {
  return app.gives === 'filters' && app.take !== undefined;
}

function takesNoModel(field: string, value: string, who: string): ChorusError {
  return new ChorusError('CHORUS_SCENARIO_INVALID', { field, value, allowed: `null under ${who}` });
}
