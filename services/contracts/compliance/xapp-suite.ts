import type { Observe, XAppInit, XAppModule } from '../xapp.ts';
import { register, type Check } from './check.ts';
import { filterChecks, type MakeFilter } from './filter-checks.ts';
import type { MakeModel } from './model-checks.ts';
import { networks } from './state.ts';
import { centralPrecoderChecks, type MakeCentral } from './central-precoder-checks.ts';

export type CreateXApp = XAppModule['createXApp'];

/**
 * Registers the tests that every xApp must pass, whatever it computes. For one of your own:
 *
 *     // my-xapp.test.ts; run it with: node --test my-xapp.test.ts
 *     import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
 *     import { createXApp } from './my-xapp.ts';
 *
 *     xAppCompliance('my-xapp', createXApp);
 *
 * @param init what the scenario would give it
 * @param model for an xApp with `take`: makes a model that fits it
 */
export function xAppCompliance(
  name: string,
  createXApp: CreateXApp,
  init: XAppInit = {},
  model: MakeModel | null = null,
): void {
  register(`xApp ${name}`, xAppChecks(createXApp, init, model));
}

/** The tests of {@link xAppCompliance}, to run one by one: those of a filter xApp or those of a precoder xApp. */
export function xAppChecks(
  createXApp: CreateXApp,
  init: XAppInit = {},
  model: MakeModel | null = null,
): Check[] {
  const topology = networks['an ordinary network'];
  const { gives } = createXApp({ topology, observe: 'neighbours' }, init);
  const make = (on: typeof topology, observe: Observe) => {
    const app = createXApp({ topology: on, observe }, init);
    if (app.gives !== gives) throw new Error(`gives ${app.gives} on one network and ${gives} on another`);
    return app;
  };
  return gives === 'filters'
    ? filterChecks(make as MakeFilter, model)
    : centralPrecoderChecks(((on) => make(on, 'neighbours')) as MakeCentral);
}
