import { oduMark, outline } from './odu-marks.ts';

const svg = 'http://www.w3.org/2000/svg';

/** The sign of an O-DU's O-RUs for a legend, as on the map. */
export function oduSwatch(odu: number): SVGSVGElement {
  const { color, shape } = oduMark(odu);
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '-1.2 -1.2 2.4 2.4');
  element.setAttribute('class', 'odu-swatch');
  element.setAttribute('aria-hidden', 'true');
  const polygon = document.createElementNS(svg, 'polygon');
  polygon.setAttribute(
    'points',
    outline(shape)
      .map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`)
      .join(' '),
  );
  polygon.setAttribute('fill', color);
  element.append(polygon);
  return element;
}
