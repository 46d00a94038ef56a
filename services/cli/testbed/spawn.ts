import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process to start. */
export interface ProcessPlan {
  readonly name: string;
  readonly role: string;
  readonly command: readonly string[];
  /** HOST:PORT of its /healthz, where it has one. */
  readonly http?: string;
}

/** How a process ended: exit code or signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the testbed. */
export interface Child {
  readonly plan: ProcessPlan;
  /** -1 when it could not be started. */
  readonly pid: number;
  readonly logFile: string;
  /** Null while it runs. */
  readonly exit: Exit | null;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** What it last said on stderr, else on stdout; empty when it said nothing. */
  lastWords(): string;
}

/** Starts a process in a session of its own (Ctrl-C reaches the launcher alone), logging into `folder`. */
export function spawnChild(plan: ProcessPlan, folder: string): Child {
  const logFile = join(folder, `${plan.name}.log`);
  const errorFile = join(folder, `${plan.name}.stderr.log`);
  const [out, err] = [openSync(logFile, 'a'), openSync(errorFile, 'a')];
  const [command = '', ...args] = plan.command;
  const child = spawn(command, args, { stdio: ['ignore', out, err], detached: true });
  closeSync(out);
  closeSync(err);

  let exit: Exit | null = null;
  let cannotStart = '';
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve((exit = { code, signal })));
    child.once('error', (error) => {
      cannotStart = error.message;
      resolve((exit = { code: 127, signal: null }));
    });
  });

  return {
    plan,
    pid: child.pid ?? -1,
    logFile,
    get exit() {
      return exit;
    },
    exited,
    kill(signal) {
      if (exit === null) child.kill(signal);
    },
    lastWords: () => cannotStart || lastLine(errorFile) || lastLine(logFile),
  };
}

function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)?.trim() ?? '';
}
