import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { A1Client } from '@chorus/non-rt-ric/a1-client.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { positive } from './launch-options.ts';
import { Registry } from './testbed/registry.ts';
import { home } from './testbed/repository.ts';

const POLL_MS = 50;

/** Options of every command on a running testbed. */
export interface OnTestbed {
  run?: string;
  json?: boolean;
}
/** Of those that wait until something is in force. */
export interface Patient extends OnTestbed {
  patienceS: number;
}

/** Adds the options of {@link OnTestbed}. */
export function onTestbed(command: Command): Command {
  return command.option('--run <id>', 'which testbed (the newest)').option('--json', 'as JSON');
}

/** The option of {@link Patient}. */
export function patience(seconds: number): Option {
  return new Option('--patience-s <seconds>', 'how long to wait until it is in force')
    .argParser((text) => positive('--patience-s', text))
    .default(seconds);
}

/** Where a process of the testbed serves HTTP, HOST:PORT. @throws ChorusError CHORUS_NO_TESTBED */
export function httpOf(process: string, { run }: OnTestbed): string {
  const { addresses } = new Registry(home()).find(run);
  return addresses?.http[process] ?? '';
}

/** A1 of the testbed's near-RT RIC. @throws ChorusError CHORUS_NO_TESTBED */
export function a1Of(options: OnTestbed): A1Client {
  return new A1Client(`http://${httpOf('near-rt-ric', options)}`);
}

/** Prints what came of it, for a person or as JSON. */
export function print({ json }: OnTestbed, value: unknown, text: string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text}\n`);
}

/**
 * Asks until there is an outcome, and says on a terminal what is waited for.
 *
 * @param ask gives what came of it, null as long as nothing has, and the reason
 * @throws ChorusError CHORUS_PEER_TIMEOUT
 */
export async function untilDone<T>(
  { peer, address }: { peer: string; address: string },
  { patienceS }: Pick<Patient, 'patienceS'>,
  ask: () => Promise<{ done: T | null; reason: string }>,
): Promise<T> {
  const deadline = performance.now() + 1000 * patienceS;
  const { stderr } = process;
  try {
    for (;;) {
      const { done, reason } = await ask();
      if (done !== null) return done;
      if (performance.now() > deadline)
        throw new ChorusError('CHORUS_PEER_TIMEOUT', { peer, address, seconds: patienceS, reason });
      if (stderr.isTTY) stderr.write(`\r${peer}: ${reason}\x1b[K`);
      await sleep(POLL_MS);
    }
  } finally {
    if (stderr.isTTY) stderr.write('\r\x1b[K');
  }
}
