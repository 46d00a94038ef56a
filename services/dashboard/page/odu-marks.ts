/** How an O-DU's O-RUs are told apart: by shape and by a colour of Okabe and Ito's colour-blind-safe set. */
export interface OduMark {
  readonly color: string;
  readonly shape: Shape;
}
export type Shape = (typeof shapes)[number];

/** Users are circles, so no O-RU is one. */
const shapes = ['square', 'triangle', 'diamond', 'cross', 'down', 'star', 'hexagon'] as const;
const colors = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#d55e00', '#0072b2', '#f0e442', '#8a8f98'];

/** Seven shapes and eight colours share no divisor: 56 O-DUs look different, and neighbours in both. */
export function oduMark(odu: number): OduMark {
  return { color: colors[odu % colors.length], shape: shapes[odu % shapes.length] };
}

/** Corners of a shape about (0, 0) within a circle of radius 1, as x, y pairs. */
export function outline(shape: Shape): readonly (readonly [number, number])[] {
  const corners = (n: number, turn: number, inner = 1) =>
    Array.from({ length: n }, (_, i) => {
      const angle = turn + (2 * Math.PI * i) / n;
      const radius = i % 2 === 0 ? 1 : inner;
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    });
  const up = -Math.PI / 2;
  switch (shape) {
    case 'square':
      return corners(4, Math.PI / 4);
    case 'triangle':
      return corners(3, up);
    case 'diamond':
      return corners(4, up);
    case 'down':
      return corners(3, -up);
    case 'star':
      return corners(10, up, 0.45);
    case 'hexagon':
      return corners(6, up);
    case 'cross': {
      const [a, b] = [0.32, 0.95];
      return [
        [-a, -b],
        [a, -b],
        [a, -a],
        [b, -a],
        [b, a],
        [a, a],
        [a, b],
        [-a, b],
        [-a, a],
        [-b, a],
        [-b, -a],
        [-a, -a],
      ];
    }
  }
}
