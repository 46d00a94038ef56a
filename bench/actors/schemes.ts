import { loadings, weights } from '@chorus/experiments/schemes/constants.ts';
import type { Scheme as ExperimentScheme } from '@chorus/experiments/schemes/scheme.ts';

/** A row of a table. */
export interface Scheme extends ExperimentScheme {
  /** Without its model the row is left out without a word. */
  optional?: boolean;
  /** Label of the closed form with the best constant that sees the same. */
  closedForm?: string;
}

/** What an agent sees. */
export interface View {
  name: string;
  /** In names of models. */
  id: string;
  /** All interference is measured, if only as a sum. */
  whole: boolean;
  set: readonly string[];
}

export type Precoder = 'served' | 'wide';

const neighbours = (users: number): View => ({
  name: `I = ${users}`,
  id: `i${users}`,
  whole: false,
  set: ['network.observe=neighbours', `network.observed=${users}`],
});
const sum = (observe: 'covariance' | 'power'): View => ({
  name: `\`${observe}\``,
  id: observe,
  whole: true,
  set: [`network.observe=${observe}`],
});

export const VIEWS = {
  i1: neighbours(1),
  i6: neighbours(6),
  i8: neighbours(8),
  covariance: sum('covariance'),
  power: sum('power'),
};

export const C_RZF = 'C-RZF (39)-(40)';
export const D_RZF = 'D-RZF (41)-(42)';

export function rzf(scheme: 'c-rzf' | 'd-rzf' | 'p-rzf', perfectCsi = false): Scheme {
  const name = { 'c-rzf': C_RZF, 'd-rzf': D_RZF, 'p-rzf': 'P-RZF' }[scheme];
  return {
    label: perfectCsi ? `${name}, lambda of perfect CSI` : name,
    set: [`scheme.name=${scheme}`],
    rzf: { scheme, perfectCsi },
  };
}

/** The closed form with one loading for all networks [dB]. */
export function closedForm(view: View, precoder: Precoder, loadingDb: number): Scheme {
  const [constant] = loadings.filter(({ name }) => name === `${loadingDb} dB`);
  return {
    label: labelled(`closed form, ${view.name}, as shipped: ${loadingDb} dB`, precoder),
    set: [...proposed(view, precoder), ...constant.set],
    closedForm: bestLabel(view, precoder),
  };
}

/** The closed form with the constant that does best on other topologies. */
export function bestClosedForm(view: View, precoder: Precoder): Scheme {
  const label = bestLabel(view, precoder);
  // Weighting what was measured is of use only to those who measure all of it.
  const constants = view.whole ? [...loadings, ...weights] : loadings;
  return { label, set: proposed(view, precoder), constants, closedForm: label };
}

/** A trained actor and, where there is one, the same after more SAC (`-sac`). */
export function actors(view: View, precoder: Precoder, model = modelName(view, precoder)): Scheme[] {
  return ['', '-sac'].map((suffix) => ({
    label: labelled(`actor \`${model}${suffix}\`, ${view.name}`, precoder),
    set: [...proposed(view, precoder), 'xapp.name=actor', `xapp.model=${model}${suffix}`],
    model: `${model}${suffix}`,
    optional: suffix !== '',
    closedForm: bestLabel(view, precoder),
  }));
}

function modelName({ id }: View, precoder: Precoder): string {
  return `actor-${id}${precoder === 'wide' ? '-wide' : ''}`;
}

function bestLabel({ name }: View, precoder: Precoder): string {
  return labelled(`closed form, ${name}, best constant`, precoder);
}

function labelled(text: string, precoder: Precoder): string {
  return precoder === 'wide' ? `${text}, \`wide\`` : text;
}

function proposed(view: View, precoder: Precoder): string[] {
  return ['scheme.name=proposed', `odu.precoder=${precoder}`, ...view.set];
}
