import { setTimeout as sleep } from 'node:timers/promises';
import { ChorusError } from '@chorus/platform/errors.ts';
import { Guard } from './guard.ts';
import { spawnChild, type Child, type Exit, type ProcessPlan } from './spawn.ts';

// One process that dies takes its peers with it; the first to be noticed need not be the first to fall.
const GATHER_MS = 300;

/** The processes of a testbed: starts them, notices the death of any, stops all. */
export class Processes {
  readonly children: Child[] = [];
  /** Rejects with CHORUS_PROCESS_DIED when a process ends that was not told to. */
  readonly died: Promise<never>;
  readonly #folder: string;
  readonly #graceMs: number;
  readonly #guard = new Guard();
  #reject: (error: ChorusError) => void;
  #stopping = false;
  #finished = false;

  constructor(components: { folder: string }, init: { graceMs?: number } = {}) {
    this.#folder = components.folder;
    this.#graceMs = init.graceMs ?? 5000;
    const { promise, reject } = Promise.withResolvers<never>();
    this.died = promise;
    this.#reject = reject;
    promise.catch(() => undefined);
  }

  start(plan: ProcessPlan): Child {
    const child = spawnChild(plan, this.#folder);
    this.children.push(child);
    if (child.pid > 0) this.#guard.watch(child.pid);
    void child.exited.then((exit) => this.#onExit(child, exit));
    return child;
  }

  /** From now on exit code 0 is no failure: the run is over. */
  finish(): void {
    this.#finished = true;
  }

  /** SIGTERM to the processes, in the order of `groups` of roles; SIGKILL after the grace time. */
  async stop(groups: readonly ((child: Child) => boolean)[] = [() => true]): Promise<void> {
    this.#stopping = true;
    for (const belongs of groups) await stopAll(this.children.filter(belongs), this.#graceMs);
    this.#guard.stop();
  }

  kill(): void {
    this.#stopping = true;
    for (const child of this.children) child.kill('SIGKILL');
  }

  #isFine(exit: Exit): boolean {
    return this.#finished && exit.code === 0;
  }

  async #onExit(child: Child, exit: Exit): Promise<void> {
    this.#guard.forget(child.pid);
    if (this.#stopping || this.#isFine(exit)) return;
    await sleep(GATHER_MS);
    if (this.#stopping) return;
    const dead = this.children.filter(({ exit }) => exit !== null && !this.#isFine(exit));
    const first = dead.find((child) => !isConsequence(child)) ?? child;
    this.#reject(
      new ChorusError('CHORUS_PROCESS_DIED', {
        name: first.plan.name,
        how: howItEnded(first),
        log: first.logFile,
      }),
    );
  }
}

async function stopAll(children: Child[], graceMs: number): Promise<void> {
  for (const child of children) child.kill('SIGTERM');
  const all = Promise.all(children.map(({ exited }) => exited));
  const grace = new AbortController();
  await Promise.race([all, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)]);
  grace.abort();
  for (const child of children) child.kill('SIGKILL');
  await all;
}

function isConsequence(child: Child): boolean {
  return /^CHORUS_PEER_(LOST|TIMEOUT)\b/.test(child.lastWords());
}

function howItEnded(child: Child): string {
  const { code, signal } = child.exit as Exit;
  // Who is killed had no time to say why.
  if (signal !== null && signal !== 'SIGABRT') return signal;
  const words = child.lastWords();
  return [signal ?? `exit code ${code}`, ...(words === '' ? [] : [words])].join(': ');
}
