import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measurements, threeSeeds, wobbling, type BySeed } from '../testing/measurements.ts';
import { claimsOf } from './index.ts';

/** Whether claims hold, by a word of theirs. */
function verdicts(...result: Parameters<typeof measurements>) {
  const claims = claimsOf(measurements(...result));
  return (words: string) => {
    const found = claims.filter(({ claim }) => claim.includes(words));
    assert.equal(found.length, 1, `${words}: ${claims.map(({ claim }) => claim).join(' | ')}`);
    return found[0];
  };
}
const rows = (schemes: Record<string, readonly number[]>): BySeed =>
  Object.fromEntries(Object.entries(schemes).map(([name, row]) => [name, threeSeeds(row)]));

describe('fig7', () => {
  const x = [60, 100];
  const asThePaper = rows({
    'c-rzf': [300, 400],
    'd-rzf': [250, 330],
    'drl-wmmse': [200, 300],
    'actor-i6': [290, 390],
    'closed-form-i1': [260, 370],
  });
  const more = (percent: number, by = 0.005) =>
    wobbling([260 * (1 + percent / 100), 370 * (1 + percent / 100)], by);

  test("as in the paper: all hold, and say the paper's figure beside ours", () => {
    const claim = verdicts('fig7', 'lines', x, {
      ...asThePaper,
      'closed-form-i6': more(6.38),
      'closed-form-i8': more(9.47, 0.01),
    });
    for (const words of ['increases with the number', 'outperforms', 'close to C-RZF', '1 to 6 improves'])
      assert.equal(claim(words).holds, true, words);
    assert.equal(claim('6 to 8 improves').holds, true);
    const { paper, ours, why } = claim('1 to 6 improves');
    assert.equal(paper, '6.38 %');
    assert.match(ours, /^\+6\.38 ± \d\.\d\d %/);
    assert.equal(why, undefined);
    assert.equal(claim('brings more').holds, true);
  });

  test('differs where it differs', () => {
    const claim = verdicts('fig7', 'lines', x, {
      ...asThePaper,
      'd-rzf': threeSeeds([250, 420]),
      'actor-i6': threeSeeds([290, 350]),
      'closed-form-i6': more(1),
      'closed-form-i8': more(30),
      'drl-wmmse': threeSeeds([310, 300]),
    });
    for (const words of [
      'increases with the number',
      'outperforms',
      'close to C-RZF',
      '1 to 6 improves',
      'brings more',
    ])
      assert.equal(claim(words).holds, false, words);
    assert.match(claim('increases with the number').ours, /^6 of 7/);
    assert.match(claim('increases with the number').ours, /not drl-wmmse/);
  });

  test('means that grow are no proof where the seeds disagree', () => {
    const claim = verdicts('fig7', 'lines', x, {
      'c-rzf': threeSeeds([300, 400]),
      'd-rzf': [
        [250, 200],
        [250, 260],
        [250, 400],
      ],
    });
    assert.equal(claim('increases with the number').holds, false);
    assert.match(claim('increases with the number').ours, /^1 of 2; not d-rzf/);
  });

  test('says nothing of schemes that were not run', () => {
    const claims = claimsOf(measurements('fig7', 'lines', x, rows({ 'c-rzf': [1, 2], 'd-rzf': [1, 2] })));
    assert.deepEqual(
      claims.map(({ claim, holds }) => [claim.slice(0, 40), holds]),
      [['The aggregate throughput increases with ', true]],
    );
  });

  test('of one seed no figure holds, whatever it is', () => {
    for (const percent of [6.38, 100]) {
      const claim = verdicts('fig7', 'lines', x, {
        'closed-form-i1': [[260, 370]],
        'closed-form-i6': [[260, 370].map((rate) => rate * (1 + percent / 100))],
      });
      assert.equal(claim('1 to 6 improves').holds, false);
      assert.match(claim('1 to 6 improves').why ?? '', /single seed/);
    }
  });

  test('a difference within the noise is no proof', () => {
    const claim = verdicts('fig7', 'lines', x, {
      ...asThePaper,
      'actor-i6': [
        [200, 300],
        [260, 340],
        [320, 400],
      ],
    });
    assert.equal(claim('outperforms').holds, false);
  });
});

describe('fig6a', () => {
  const users = (low: number, high: number) => threeSeeds([low, low, 10, 10, high, high]);
  const schemes = (actor: number[][]): BySeed => ({
    'c-rzf': users(4, 14),
    'd-rzf': users(3, 12),
    'drl-wmmse': users(2, 10),
    'actor-i6': actor,
  });

  test('compares percentiles with the RZF schemes and sums with the distributed ones', () => {
    const claim = verdicts('fig6a', 'cdf', [], schemes(users(1, 30)));
    assert.equal(claim('5th percentile of the throughput of users: users with poor').holds, true);
    assert.equal(claim('95th percentile').holds, true);
    // 82 of 50 and of 44.
    assert.equal(claim('exceeds D-RZF').holds, true);
    assert.match(claim('exceeds D-RZF').ours, /^\+64\.00 ± 0\.00 %, up to 64\.00 %$/);
    assert.equal(claim('exceeds DRL-WMMSE').holds, true);
  });

  test('differs where weak users gain too, and where the gain is smaller than the paper has', () => {
    const claim = verdicts('fig6a', 'cdf', [], schemes(users(5, 12.5)));
    assert.equal(claim('5th percentile of the throughput of users: users with poor').holds, false);
    assert.equal(claim('95th percentile').holds, false);
    // 55 of 50: above, but by ten percent.
    assert.equal(claim('exceeds D-RZF').holds, false);
  });
});

describe('fig6b', () => {
  const at = (...rates: number[]) => threeSeeds(rates);
  test('holds where all users have their minimum rate and the tail shrinks', () => {
    const claim = verdicts('fig6b', 'cdf', [], {
      'actor-i6@0': at(0, 10, 30),
      'actor-i6@4': at(4.1, 9, 25),
      'actor-i6@6': at(6.1, 8, 20),
    });
    for (const words of ['R_min = 4', 'R_min = 6', 'shorter the tail'])
      assert.equal(claim(words).holds, true);
  });

  test('differs with one user below, or with a longer tail', () => {
    const claim = verdicts('fig6b', 'cdf', [], {
      'actor-i6@0': at(0, 10, 30),
      'actor-i6@4': at(3.9, 9, 25),
      'actor-i6@6': at(6.1, 8, 26),
    });
    assert.equal(claim('R_min = 4').holds, false);
    assert.match(claim('R_min = 4').ours, /^66\.7 % of users.*lowest 3\.90/);
    assert.equal(claim('R_min = 6').holds, true);
    assert.equal(claim('shorter the tail').holds, false);
  });
});

describe('fig8', () => {
  const x = [24, 72];
  const schemes = (i8: number[]): BySeed =>
    rows({ 'closed-form-i1': [200, 500], 'closed-form-i6': [204, 520], 'closed-form-i8': i8 });
  test('the gap between few and many observed users grows with K', () => {
    const claim = verdicts('fig8', 'lines', x, schemes([206, 540]));
    for (const words of ['from 1 to 6', 'from 6 to 8', 'increases with K'])
      assert.equal(claim(words).holds, true, words);
  });
  test('or does not', () => {
    const claim = verdicts('fig8', 'lines', x, schemes([230, 519]));
    assert.equal(claim('from 6 to 8').holds, false);
    assert.equal(claim('increases with K').holds, false);
  });
});

describe('fig9', () => {
  const x = [2, 4, 6, 8];
  const schemes = (four: number, eight: number): BySeed => ({
    ...rows({ 'c-rzf': [100, 110, 120, 130], 'd-rzf': [80, 100, 110, 120], 'drl-wmmse': [50, 60, 70, 80] }),
    'actor-i6': [-0.01, 0, 0.01].map((off) => [90, 100 * (four + off), 115, 120 * (eight + off)]),
  });
  test("has the paper's gaps to D-RZF", () => {
    const claim = verdicts('fig9', 'lines', x, schemes(1.2392, 1.0373));
    for (const words of ['N_t = 4 the gap', 'N_t = 8 the gap', 'narrows'])
      assert.equal(claim(words).holds, true, words);
  });
  test('which one seed cannot show', () => {
    const claim = verdicts('fig9', 'lines', x, {
      'd-rzf': [[80, 100, 110, 120]],
      'actor-i6': [[90, 123.92, 115, 124.476]],
    });
    for (const words of ['N_t = 4 the gap', 'N_t = 8 the gap'])
      assert.equal(claim(words).holds, false, words);
  });
  test('or does not', () => {
    const claim = verdicts('fig9', 'lines', x, schemes(1.5, 1.52));
    for (const words of ['N_t = 4 the gap', 'N_t = 8 the gap', 'narrows'])
      assert.equal(claim(words).holds, false, words);
  });
});

describe('fig12', () => {
  const x = ['none', -20, -10];
  const schemes = (noisy: number, central: number[]): BySeed =>
    rows({
      'c-rzf': central,
      'd-rzf': [300, 290, 250],
      'drl-wmmse': [250, 240, 200],
      'actor-i6': [500, 450, 300],
      'actor-csi-10db': [470, 440, noisy],
      'p-rzf': [600, 500, 360],
    });
  test('errors cost everyone, the proposed least', () => {
    const claim = verdicts('fig12', 'lines', x, schemes(380, [400, 390, 350]));
    for (const words of ['is degraded', 'becomes smaller', 'outperforms all baselines'])
      assert.equal(claim(words).holds, true, words);
    assert.match(claim('outperforms all baselines').ours, /P-RZF, which the paper does not have, 1\.06/);
  });
  test('or they do not', () => {
    const claim = verdicts('fig12', 'lines', x, schemes(340, [400, 410, 405]));
    for (const words of ['is degraded', 'outperforms all baselines'])
      assert.equal(claim(words).holds, false, words);
  });
});

test('an experiment of one’s own has no claims', () => {
  assert.deepEqual(claimsOf(measurements('mine', 'lines', [1, 2], rows({ 'c-rzf': [1, 2] }))), []);
});
