import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { recordSchemas } from './schemas.ts';
import type { Kpi } from './types.ts';

const decoder = new TextDecoder();

/** Reads KPI records and checks what the dashboard goes by. */
export class RecordReader {
  private readonly checks: ReadonlyMap<Kpi['of'], ReturnType<typeof compileSchema>>;

  /** @param init K: users */
  constructor({ K }: { K: number }) {
    const schemas = Object.entries(recordSchemas(K)) as [Kpi['of'], object][];
    this.checks = new Map(schemas.map(([of, schema]) => [of, compileSchema(schema)]));
  }

  /**
   * @returns null for a process that the dashboard takes nothing from
   * @throws ChorusError CHORUS_MESSAGE_INVALID
   */
  read(bytes: Uint8Array): Kpi | null {
    const record = parse(bytes) as { process?: unknown } | null;
    const of = senderOf(record?.process);
    const fault = of === null ? null : this.checks.get(of)?.(record);
    if (fault) throw invalid(`${fault.field} is ${JSON.stringify(fault.value)}; allowed: ${fault.allowed}`);
    return of === null ? null : ({ of, record } as unknown as Kpi);
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function senderOf(process: unknown): Kpi['of'] | null {
  if (process === 'ru-sim' || process === 'near-rt-ric') return process;
  if (typeof process !== 'string') throw invalid(`process is ${JSON.stringify(process)}; allowed: a name`);
  if (/^o-du-\d+$/.test(process)) return 'o-du';
  return process.startsWith('xapp-') ? 'xapp' : null;
}

function invalid(reason: string): ChorusError {
  return new ChorusError('CHORUS_MESSAGE_INVALID', { what: 'KPI record', reason });
}
