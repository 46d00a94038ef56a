import { spawn, type ChildProcess } from 'node:child_process';

// Reads the pids to guard, one a line, with a minus those to forget. Its input ends with the launcher,
// however that goes: then whoever is left ends, whether or not it heeds a signal or is stuck in a loop.
const SCRIPT = `
pids=' '
while read -r pid; do
  case $pid in
    end) exit 0 ;;
    -*) pids=$(echo "$pids" | sed "s/ \${pid#-} / /") ;;
    *) pids="$pids$pid " ;;
  esac
done
for pid in $pids; do kill -TERM "$pid"; done
for _ in 1 2 3; do
  sleep 1
  left=' '
  for pid in $pids; do kill -0 "$pid" && left="$left$pid "; done
  pids=$left
done
for pid in $pids; do kill -KILL "$pid"; done`;

/** Ends the processes given to it when the launcher is gone without having stopped them. */
export class Guard {
  readonly #shell: ChildProcess;

  constructor() {
    // A session of its own: Ctrl-C is for the launcher.
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'chorus-guard'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
  }

  watch(pid: number): void {
    this.#shell.stdin?.write(`${pid}\n`);
  }

  forget(pid: number): void {
    this.#shell.stdin?.write(`-${pid}\n`);
  }

  /** Nothing is left to guard. */
  stop(): void {
    this.#shell.stdin?.end('end\n');
  }
}
