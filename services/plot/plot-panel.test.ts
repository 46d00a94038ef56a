import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlotPanel } from './panel.ts';
import { plotPanel } from './plot-panel.ts';
import { assertWellFormed } from './testing/well-formed.ts';

const lines: PlotPanel = {
  title: 'rate & "load" <by> L',
  kind: 'lines',
  x: { label: 'L', values: [60, 80, 100] },
  y: { label: 'rate [bit/s/Hz]' },
  series: [
    { label: 'C-RZF', mean: [100, 200, 300], ci95: [10, 20, 30] },
    { label: 'a <b>', mean: [150, null, 250] },
  ],
};
const cdf: PlotPanel = {
  ...lines,
  kind: 'cdf',
  x: { label: 'rate', values: [] },
  series: [{ label: 'one', mean: [1, 2, 3, 4] }],
};
const bars: PlotPanel = { ...lines, kind: 'bars', x: { label: 'scheme', values: ['x', 'y & z', 'w'] } };

const count = (svg: string, pattern: RegExp) => svg.match(pattern)?.length ?? 0;

describe('a picture of a panel', () => {
  for (const [name, panel] of Object.entries({ lines, cdf, bars }))
    test(`of ${name} is well-formed, with what people wrote in it escaped`, () => {
      const svg = plotPanel({ ...panel, marks: [{ at: 1, text: 'swapped <x>' }] });
      assertWellFormed(svg);
      assert.match(svg, /<title>rate &amp; &quot;load&quot; &lt;by&gt; L<\/title>/);
      assert.match(svg, />swapped &lt;x&gt;</);
    });

  test('has a curve with an interval and a marker at each point, and a gap where nothing was measured', () => {
    const svg = plotPanel(lines);
    const curves = [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points]) => points);
    // The frame goes from 64 to 704 in x; ticks 60 to 100.
    assert.equal(curves[0].split(' ').length, 3);
    assert.ok(curves[0].startsWith('64,') && curves[0].includes(' 384,') && curves[0].includes(' 704,'));
    assert.deepEqual(
      curves.slice(1).map((points) => points.split(' ').length),
      [1, 1],
    );
    assert.equal(count(svg, /<path d="M[^"]*V/g), 3, 'an interval each');
    assert.equal(count(svg, /<circle /g), 4, 'markers and one in the legend');
  });

  test('tells series apart by dash and marker, not by colour alone', () => {
    const svg = plotPanel({ ...lines, series: [lines.series[0], lines.series[0]] });
    const [first = '', second = ''] = svg.match(/<polyline [^>]*>/g) ?? [];
    assert.doesNotMatch(first, /stroke-dasharray/);
    assert.match(second, /stroke-dasharray/);
    assert.match(svg, /<circle /);
    assert.match(svg, /<path transform=/);
  });

  test('puts names at equal distances, with numbers among them', () => {
    const svg = plotPanel({ ...lines, x: { label: 'rho^2', values: ['none', -30, -5] } });
    const curve = /<polyline [^>]*points="([^"]*)"/.exec(svg)?.[1].split(' ') ?? [];
    const places = curve.map((point) => Number(point.split(',')[0]));
    assert.ok(Math.abs(places[1] - places[0] - (places[2] - places[1])) < 0.2, places.join());
    assert.match(svg, />none</);
  });

  test('has a logarithmic axis with powers of ten', () => {
    const svg = plotPanel({ ...lines, y: { label: 'load', log: true } });
    assert.match(svg, />100</);
    assert.match(svg, />1000</);
    assert.doesNotMatch(svg, />200</);
  });

  test('draws bars from zero up', () => {
    const svg = plotPanel({
      ...bars,
      series: [{ label: 'rate', mean: [100, 50, null], ci95: [5, 5, null] }],
    });
    const heights = [...svg.matchAll(/<rect [^>]*height="([^"]*)"/g)].map(([, height]) => Number(height));
    assert.equal(heights.length, 2);
    assert.ok(Math.abs(heights[0] - 2 * heights[1]) < 0.3, heights.join());
    assert.match(svg, />2 {2}y &amp; z</);
  });

  test('is not there of a table', () => {
    assert.throws(() => plotPanel({ ...lines, kind: 'table' }), RangeError);
  });

  test('survives a panel without numbers', () => {
    const empty = [{ label: 'nothing', mean: [null, null, null] }];
    for (const panel of [lines, cdf, bars]) assertWellFormed(plotPanel({ ...panel, series: empty }));
  });
});
