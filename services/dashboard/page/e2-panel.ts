import type { Flow, Tick } from '../api.ts';
import { byId, make, setText } from './dom.ts';
import { byteRate, count, fixed, scaled } from './format.ts';
import type { Redraw } from './redraw.ts';
import type { Store } from './store.ts';

const ways = { up: ['↑', ' up'], down: ['↓', ' down'] } as const;

/** The load on E2 by procedure and direction, against C-RZF's, and that on D2. */
export function setUpE2(store: Store, redraw: Redraw): void {
  const host = byId('e2-rows', HTMLTableSectionElement);
  const rows = new Map<string, FlowRow>();
  const total = new FlowRow(byId('e2-total', HTMLTableRowElement), 'E2, all', ['', '']);
  const d2 = new FlowRow(byId('d2-total', HTMLTableRowElement), 'D2, all', ['', '']);
  redraw.add(host, () => {
    const { newest: tick, testbedView: testbed } = store;
    if (tick === null) return;
    showHeadline(tick, testbed?.complexNumbersCRzf ?? NaN);
    for (const [procedure, flows] of Object.entries(tick.e2.byProcedure))
      for (const way of ['up', 'down'] as const) {
        const key = `${procedure} ${way}`;
        if (flows[way] && !rows.has(key)) {
          const row = make('tr');
          host.append(row);
          rows.set(key, new FlowRow(row, procedure, ways[way]));
        }
        rows.get(key)?.show(flows[way] ?? nothing, tick.e2.total);
      }
    total.show(tick.e2.total, tick.e2.total);
    d2.show(tick.d2, tick.d2);
  });
  store.on(['tick'], () => redraw.invalidate(host));
  store.on(['testbed'], () => {
    rows.clear();
    host.replaceChildren();
  });
}

const nothing: Flow = { messagesPerS: 0, payloadBytesPerS: 0, protobufBytesPerS: 0, complexNumbers: 0 };

function showHeadline({ e2 }: Tick, cRzf: number): void {
  const show = (id: string, text: string) => setText(byId(id, HTMLElement), text);
  show('e2-complex', count(e2.total.complexNumbers));
  show('e2-c-rzf', count(cRzf));
  show('e2-reduction', `${fixed(e2.reductionPercent, 2)} %`);
  show('e2-delivered', count(e2.deliveredComplexNumbers));
  show('e2-socket', byteRate(e2.socketBytesPerS));
}

/** One line of the table; the bar behind the payload is its share of the whole. */
class FlowRow {
  private readonly messages = make('td', 'num');
  private readonly payload = make('td', 'num bar-cell');
  private readonly protobuf = make('td', 'num');
  private readonly complex = make('td', 'num');

  constructor(row: HTMLTableRowElement, procedure: string, [arrow, word]: readonly [string, string]) {
    const name = make('th', '', procedure);
    name.scope = 'row';
    const way = make('td', 'way', arrow, make('span', 'word', word));
    row.replaceChildren(name, way, this.complex, this.messages, this.payload, this.protobuf);
  }

  show(flow: Flow, all: Flow): void {
    setText(this.messages, scaled(flow.messagesPerS, ''));
    setText(this.payload, byteRate(flow.payloadBytesPerS));
    setText(this.protobuf, byteRate(flow.protobufBytesPerS));
    setText(this.complex, count(flow.complexNumbers));
    const share = all.payloadBytesPerS > 0 ? flow.payloadBytesPerS / all.payloadBytesPerS : 0;
    this.payload.style.setProperty('--share', `${(100 * share).toFixed(1)}%`);
  }
}
