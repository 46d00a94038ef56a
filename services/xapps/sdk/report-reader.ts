import { setTimeout as sleep } from 'node:timers/promises';
import {
  IndicationHeader,
  IndicationMessage,
  RicIndication,
  type IndicationNotice,
} from '@chorus/platform/proto.ts';
import type { Sdl } from '@chorus/platform/sdl.ts';
import type { OnUnreadable } from './runner.ts';

// What a notice has overtaken is mostly there a moment later.
const PAUSES_MS = [0, 0, 1, 2, 4, 8, 16, 32, 64];
const LONGEST_PAUSE_MS = 100;

export interface ReportReaderComponents {
  readonly sdl: Pick<Sdl, 'get'>;
  readonly onUnreadable: OnUnreadable;
  /** A report was not there yet. */
  readonly onReadAgain: () => void;
  readonly signal: AbortSignal;
}

/**
 * Reads the reports that notices tell of from the SDL, all by one MGET. A notice may overtake its report: what is older,
 * or not there, is read again, for as long as the patience lasts.
 */
export class ReportReader {
  private readonly components: ReportReaderComponents;
  private readonly patienceMs: number;

  constructor(components: ReportReaderComponents, { patienceS }: { patienceS: number }) {
    this.components = components;
    this.patienceMs = 1000 * patienceS;
  }

  /** @returns by notice, null for one that cannot be read; null for all where one is newer than its notice */
  async read(notices: readonly IndicationNotice[]): Promise<(IndicationMessage | null)[] | null> {
    const { sdl, onReadAgain, signal } = this.components;
    const keys = notices.map(({ sdlKey }) => sdlKey);
    const begun = performance.now();
    for (let turn = 0; ; turn++) {
      const values = await sdl.get(keys);
      const isLast = signal.aborted || performance.now() - begun > this.patienceMs;
      const reports = values.map((value, n) => this.decode(value, notices[n], isLast));
      if (reports.includes('superseded')) return null;
      if (!reports.includes('absent')) return reports as (IndicationMessage | null)[];
      onReadAgain();
      const pause = PAUSES_MS[turn] ?? LONGEST_PAUSE_MS;
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  private decode(
    value: Buffer | null,
    { slot, sdlKey }: IndicationNotice,
    isLast: boolean,
  ): IndicationMessage | 'absent' | 'superseded' | null {
    try {
      if (value !== null) {
        const { header, message } = RicIndication.decode(value);
        const written = IndicationHeader.decode(header).slot;
        if (written > slot) return 'superseded';
        if (written === slot) return IndicationMessage.decode(message);
      }
      if (!isLast) return 'absent';
      throw new Error(`no report of slot ${slot} came`);
    } catch (error) {
      this.components.onUnreadable(sdlKey, error);
      return null;
    }
  }
}
