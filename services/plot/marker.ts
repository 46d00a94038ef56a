/** What stands at a point of a series. */
export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'wedge' | 'plus';

const R = 4;
const paths: Record<Exclude<MarkerShape, 'circle'>, string> = {
  square: `M-${R} -${R}H${R}V${R}H-${R}Z`,
  triangle: `M0 -${R + 1}L${R + 1} ${R}H-${R + 1}Z`,
  diamond: `M0 -${R + 2}L${R + 2} 0L0 ${R + 2}L-${R + 2} 0Z`,
  wedge: `M0 ${R + 1}L${R + 1} -${R}H-${R + 1}Z`,
  cross: `M-${R} -${R}L${R} ${R}M-${R} ${R}L${R} -${R}`,
  plus: `M-${R + 1} 0H${R + 1}M0 -${R + 1}V${R + 1}`,
};

/** A marker at a place of the picture. */
export function marker(shape: MarkerShape, x: number, y: number, colour: string): string {
  if (shape === 'circle') return `<circle cx="${x}" cy="${y}" r="${R}" fill="${colour}"/>`;
  const open = shape === 'cross' || shape === 'plus';
  const paint = open ? `fill="none" stroke="${colour}" stroke-width="2"` : `fill="${colour}"`;
  return `<path transform="translate(${x} ${y})" d="${paths[shape]}" ${paint}/>`;
}
