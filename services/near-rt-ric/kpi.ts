import type { E2Accounting, E2Breakdown, E2Totals, LoopAccount } from '@chorus/platform/e2-accounting.ts';
import type { AppsSince } from './apps/apps-in-force.ts';
import type { ModelInForce } from './models/models-in-force.ts';

type Counted = Pick<E2Totals, 'messages' | 'protobufBytes'>;
type Repeatable = Omit<E2Totals, keyof Counted>;

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
  return {
    process,
    nearRtLoop,
    apps,
    models,
    e2: { ...repeatable(totals), byProcedure: rows(byProcedure, repeatable) },
    wall: {
      unixMs: Date.now(),
      ...counted(totals),
      socketBytesSoFar: accounting.readSockets(),
      byProcedure: rows(byProcedure, counted),
    },
  };
}

function repeatable({ messages: _m, protobufBytes: _p, ...payload }: E2Totals): Repeatable {
  return payload;
}

function counted({ messages, protobufBytes }: E2Totals): Counted {
  return { messages, protobufBytes };
}

function rows<T>(breakdown: E2Breakdown, of: (totals: E2Totals) => T): Record<string, Record<string, T>> {
  const told: Record<string, Record<string, T>> = {};
  // Sorted: the order in which procedures first came must not show.
  for (const procedure of Object.keys(breakdown).sort()) {
    told[procedure] = {};
    for (const direction of ['up', 'down'] as const) {
      const totals = breakdown[procedure][direction];
      if (totals) told[procedure][direction] = of(totals);
    }
  }
  return told;
}
