import { niceCeiling, scaleGradient } from './color-scale.ts';
import { byId, make, setText } from './dom.ts';
import { fixed } from './format.ts';
import { drawMap } from './map-drawing.ts';
import { nearest, neighbour, type Point } from './map-geometry.ts';
import { oduSwatch } from './odu-swatch.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';

const arrows: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};
/** How far off a user a click may be [CSS pixels]. */
const REACH = 24;

/** The map: who is where, each user's rate as colour, and picking a user by mouse or keys. */
export function setUpMap(store: Store, redraw: Redraw): void {
  const canvas = byId('map', HTMLCanvasElement);
  const links = byId('map-links', HTMLInputElement);
  const context = canvas.getContext('2d');
  if (context === null) throw new TypeError('this browser draws no canvas');
  let rateMax = 1;

  byId('map-scale', HTMLElement).style.background = scaleGradient();
  redraw.add(canvas, () => {
    const size = fitToPixels(canvas, context);
    const { testbedView: testbed, newest, user } = store;
    if (testbed === null || size === 0) return;
    // The scale only grows, else colours would jump with the fastest user.
    rateMax = Math.max(rateMax, niceCeiling(Math.max(0, ...(newest?.userRate ?? []))));
    setText(byId('map-scale-max', HTMLElement), fixed(rateMax, 0));
    drawMap(context, size, {
      testbed,
      rates: newest?.userRate ?? null,
      rateMax,
      user,
      allLinks: links.checked,
    });
  });
  const again = () => redraw.invalidate(canvas);
  store.on(['tick', 'user'], again);
  store.on(['testbed'], () => {
    rateMax = 1;
    showOdus(store);
    again();
  });
  links.addEventListener('change', again);
  new ResizeObserver(again).observe(canvas);

  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    const { testbedView: testbed } = store;
    if (testbed === null) return;
    const meters = testbed.areaM / canvas.clientWidth;
    const place = { x: offsetX * meters, y: testbed.areaM - offsetY * meters };
    const user = nearest(testbed.users, place, testbed.areaM, REACH * meters);
    store.pick(user < 0 ? null : user);
  });
  canvas.addEventListener('keydown', (event) => {
    const next = keyTarget(store, event.key);
    if (next === undefined) return;
    event.preventDefault();
    store.pick(next);
  });
}

/** The user that a key leads to; undefined for keys that are not the map's. */
function keyTarget({ testbedView: testbed, user }: Store, key: string): number | null | undefined {
  if (testbed === null) return undefined;
  if (key === 'Escape') return null;
  if (key === 'Home') return 0;
  if (key === 'End') return testbed.users.length - 1;
  if (!Object.hasOwn(arrows, key)) return undefined;
  return user === null ? 0 : neighbour(testbed.users, user, arrows[key], testbed.areaM);
}

/** @returns the side in CSS pixels */
function fitToPixels(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): number {
  const size = canvas.clientWidth;
  const pixels = Math.round(size * devicePixelRatio);
  if (canvas.width !== pixels || canvas.height !== pixels) canvas.width = canvas.height = pixels;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return size;
}

function showOdus({ testbedView: testbed }: Store): void {
  const odus = [...new Set(testbed?.radios.map(({ odu }) => odu))].sort((a, b) => a - b);
  const items = odus.map((odu) => make('li', '', oduSwatch(odu), `O-DU ${odu}`));
  byId('map-odus', HTMLUListElement).replaceChildren(...items);
}
