import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';
import type { OduLink } from './odu-link.ts';

/** Which O-DUs have answered the current slot, and how long the others may take in lockstep. */
export class Answers {
  private readonly links: readonly OduLink[];
  private readonly patienceS: number;
  private slot = 0;
  private since = 0;
  private resolve: (() => void) | null = null;
  private wake: (() => void) | null = null;

  constructor(links: readonly OduLink[], init: { patienceS: number }) {
    this.links = links;
    this.patienceS = init.patienceS;
  }

  begin(slot: number): void {
    this.slot = slot;
    this.since = performance.now();
  }

  get missing(): OduLink[] {
    return this.links.filter(({ answered }) => answered < this.slot);
  }

  /** Without an array, for every turn of a waiting loop. */
  complete(): boolean {
    for (const link of this.links) if (link.answered < this.slot) return false;
    return true;
  }

  /** An answer has come. */
  arrived(): void {
    if ((this.resolve ?? this.wake) === null || !this.complete()) return;
    this.resolve?.();
    this.wake?.();
  }

  /** Calls `wake` when every O-DU has answered; unlike `all` without patience. */
  onComplete(wake: (() => void) | null): void {
    this.wake = wake;
  }

  /** An O-DU came or went: patience starts anew. */
  changed(): void {
    this.since = performance.now();
  }

  /** Ends `all` without the answers. */
  cancel(): void {
    this.resolve?.();
  }

  /** Resolves when every O-DU has answered. @throws ChorusError CHORUS_PEER_LOST, CHORUS_STALLED */
  async all(): Promise<void> {
    if (this.complete()) return;
    await new Promise<void>((resolve) => (this.resolve = resolve));
    this.resolve = null;
  }

  /** Watches over `all` until `signal` is aborted; rejects when patience ends. */
  async watch(signal: AbortSignal): Promise<void> {
    const intervalMs = Math.min(250, 250 * this.patienceS);
    for (;;) {
      try {
        await sleep(intervalMs, undefined, { signal });
      } catch {
        return;
      }
      if (this.resolve !== null) this.check(performance.now());
    }
  }

  private check(now: number): void {
    const { missing } = this;
    const patienceMs = 1000 * this.patienceS;
    const names = (links: OduLink[]) => links.map(({ name }) => name).join(', ');
    const lost = missing.filter(({ connected }) => !connected);
    if (lost.some(({ lostAt }) => lostAt !== null && now - lostAt > patienceMs)) {
      const reason = `its connection ended and it did not come back within ${this.patienceS} s`;
      throw new ChorusError('CHORUS_PEER_LOST', { peer: names(lost), reason });
    }
    if (lost.length > 0 || missing.length === 0 || now - this.since <= patienceMs) return;
    const waiting = `${names(missing)} (slot ${this.slot})`;
    throw new ChorusError('CHORUS_STALLED', { seconds: this.patienceS, waiting });
  }
}
