import { setUpCdf } from './cdf-panel.ts';
import { setUpE2 } from './e2-panel.ts';
import { setUpHeader } from './header.ts';
import { setUpImpairments } from './impairments-panel.ts';
import { follow } from './live.ts';
import { setUpLoops } from './loops-panel.ts';
import { setUpMap } from './map-panel.ts';
import { setUpRates } from './rates-panel.ts';
import { Redraw } from './redraw.ts';
import { Store } from './store.ts';
import { setUpSwap } from './swap-panel.ts';
import { setUpTheme } from './theme.ts';
import { setUpUser } from './user-panel.ts';

/** What the page knows: also for who looks into it from the browser's console, or a test. */
export const store = new Store();
const redraw = new Redraw();

setUpTheme(() => redraw.invalidate());
setUpHeader(store, redraw);
setUpMap(store, redraw);
setUpUser(store, redraw);
setUpRates(store, redraw);
setUpCdf(store, redraw);
setUpLoops(store, redraw);
setUpE2(store, redraw);
setUpSwap(store);
setUpImpairments(store);

void follow(store);
