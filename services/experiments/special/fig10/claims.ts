import type { Claim } from '../../result.ts';

/** Loads [complex numbers per near-RT loop] by x, one array for each scheme; undefined for a scheme that did not run. */
export type Loads = Readonly<Record<string, readonly number[] | undefined>>;

/** @param panels loads against K, L^UE and N_t, with their x */
export function claimsOf(
  panels: Readonly<Record<'a' | 'b' | 'c', { x: readonly number[]; loads: Loads }>>,
): Claim[] {
  return [
    ...againstUsers(panels.a.x, panels.a.loads),
    ...againstCluster(panels.b.x, panels.b.loads),
    ...againstAntennas(panels.c.x, panels.c.loads),
    ...others(panels.a.loads),
  ];
}

function againstUsers(
  x: readonly number[],
  { 'closed-form-i6': proposed, 'c-rzf': central }: Loads,
): Claim[] {
  if (proposed === undefined || central === undefined) return [];
  const perUser = [proposed, central].map((loads) => loads.map((load, n) => load / x[n]));
  const linear = perUser.every(allEqual);
  const saved = proposed.map((load, n) => reduction(load, central[n]));
  return [
    {
      claim: 'E2 load of the proposed scheme and of C-RZF grows linearly with K',
      paper: 'linear',
      ours: `${perUser.map((loads) => range(loads)).join(' and ')} complex numbers per user`,
      holds: linear,
    },
    {
      claim: 'the proposed scheme consistently reduces the load, whatever K',
      paper: '97.66 %',
      ours: range(saved, ' %', 2),
      holds: saved.every((percent) => percent.toFixed(2) === '97.66'),
    },
  ];
}

function againstCluster(
  x: readonly number[],
  { 'closed-form-i6': proposed, 'c-rzf': central }: Loads,
): Claim[] {
  if (proposed === undefined || central === undefined) return [];
  const last = x.length - 1;
  const at = reduction(proposed[last], central[last]).toFixed(2);
  return [
    {
      claim: 'the load of the proposed scheme is constant in L^UE',
      paper: 'constant',
      ours: `${range(proposed)} complex numbers; ${at} % less than C-RZF at L^UE = ${x[last]}`,
      holds: allEqual(proposed),
    },
  ];
}

function againstAntennas(
  x: readonly number[],
  { 'closed-form-i6': proposed, 'c-rzf': central }: Loads,
): Claim[] {
  if (proposed === undefined || central === undefined) return [];
  const eight = x.indexOf(8);
  const constant: Claim = {
    claim: 'the load of the proposed scheme is independent of N_t',
    paper: 'constant',
    ours: `${range(proposed)} complex numbers`,
    holds: allEqual(proposed),
    ...(!allEqual(proposed) && { why: 'N_s = min(N_t, N_r) changes with N_t where N_t is below N_r' }),
  };
  if (eight < 0) return [constant];
  const at = reduction(proposed[eight], central[eight]).toFixed(2);
  const claim = 'at N_t = 8 it is reduced against C-RZF by';
  return [constant, { claim, paper: '98.83 %', ours: `${at} %`, holds: at === '98.83' }];
}

function others({ 'closed-form-i6': proposed, 'd-rzf': local, 'drl-wmmse': wmmse }: Loads): Claim[] {
  const claims: Claim[] = [];
  if (local !== undefined)
    claims.push({
      claim: 'D-RZF puts nothing on E2',
      paper: '0',
      ours: range(local),
      holds: local.every((load) => load === 0),
    });
  if (proposed !== undefined && wmmse !== undefined)
    claims.push({
      claim: 'DRL-WMMSE has the load of the proposed scheme',
      paper: 'the same',
      ours: range(wmmse.map((load, n) => load / proposed[n])) + ' times',
      holds: wmmse.every((load, n) => load === proposed[n]),
    });
  return claims;
}

const reduction = (load: number, central: number) => 100 * (1 - load / central);
const allEqual = (values: readonly number[]) => values.every((value) => value === values[0]);

/** One number where all are equal, else the least and the greatest. */
function range(values: readonly number[], unit = '', digits = 0): string {
  const show = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits || 2 });
  const [low, high] = [Math.min(...values), Math.max(...values)].map(show);
  return low === high ? `${low}${unit}` : `${low} to ${high}${unit}`;
}
