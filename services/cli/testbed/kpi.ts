import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { pino } from 'pino';

/** A KPI record as docs/interfaces.md has it, "KPIs"; the fields beside these hang on the process. */
export interface KpiRecord {
  readonly process: string;
  readonly nearRtLoop: number;
  readonly [field: string]: unknown;
}

/**
 * Subscribes to every KPI. Active on return, so that a process started afterwards loses none.
 *
 * @throws ChorusError CHORUS_PEER_TIMEOUT
 */
export async function subscribeKpis(
  components: {
    nats: string;
    /** @param text the record as it came, one line of JSON */
    onRecord: (record: KpiRecord, text: string) => void;
    onLost: (error: unknown) => void;
  },
  init: { patienceS: number; signal: AbortSignal },
): Promise<Bus> {
  const bus = await connectBus({
    name: 'chorus',
    options: { nats: components.nats, patienceS: init.patienceS },
    signal: init.signal,
    log: pino({ level: 'silent' }),
    fail: components.onLost,
  });
  const decoder = new TextDecoder();
  await bus.subscribe('kpi.>', (bytes) => {
    const text = decoder.decode(bytes);
    components.onRecord(JSON.parse(text) as KpiRecord, text);
  });
  return bus;
}
