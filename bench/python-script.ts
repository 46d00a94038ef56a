import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

/** @returns the first of these Pythons that has a module, null where none has */
export function findPython(pythons: readonly string[], module: string): string | null {
  return pythons.find((python) => spawnSync(python, ['-c', `import ${module}`]).status === 0) ?? null;
}

/** A Python script in a process of its own that answers each line of JSON with one. */
export class PythonScript {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly name: string;
  private errors = '';

  /** @param script its path */
  constructor(python: string, script: string, env: NodeJS.ProcessEnv = process.env) {
    this.name = basename(script);
    this.child = spawn(python, [script], { stdio: 'pipe', env });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error(`${python} has no output to read`);
    stderr.on('data', (text: Buffer) => (this.errors += text.toString()));
    this.answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  async ask(request: object): Promise<unknown> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Error(`${this.name} ended: ${this.errors.trim()}`);
    return JSON.parse(answer.value);
  }

  close(): void {
    this.child.stdin?.end();
  }
}
