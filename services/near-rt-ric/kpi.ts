import type { E2Accounting, E2Breakdown, E2Totals, LoopAccount } from '@chorus/platform/e2-accounting.ts';
import type { AppsSince } from './apps/apps-in-force.ts';
import type { ModelInForce } from './models/models-in-force.ts';

type Repeatable = Omit<E2Totals, 'messages' | 'protobufBytes'>;

/**
 * The KPI record of a near-RT loop. Payload repeats from run to run; how many messages it took (one per
 * replica of the xApp) and how long they were (request ids are varints) does not, so that stands in `wall`.
 */
export function kpiRecord(
  process: string,
  account: LoopAccount,
  accounting: E2Accounting,
  models: readonly ModelInForce[],
  apps: AppsSince,
): object {
  const { nearRtLoop, totals, byProcedure } = account;
  const { messages, protobufBytes } = totals;
  return {
    process,
    nearRtLoop,
    apps,
    models,
    e2: { ...repeatable(totals), byProcedure: repeatableRows(byProcedure) },
    wall: { unixMs: Date.now(), messages, protobufBytes, socketBytesSoFar: accounting.readSockets() },
  };
}

function repeatable({ messages: _m, protobufBytes: _p, ...payload }: E2Totals): Repeatable {
  return payload;
}

function repeatableRows(breakdown: E2Breakdown): Record<string, Record<string, Repeatable>> {
  const rows: Record<string, Record<string, Repeatable>> = {};
  // Sorted: the order in which procedures first came must not show.
  for (const procedure of Object.keys(breakdown).sort()) {
    rows[procedure] = {};
    for (const direction of ['up', 'down'] as const) {
      const totals = breakdown[procedure][direction];
      if (totals) rows[procedure][direction] = repeatable(totals);
    }
  }
  return rows;
}
