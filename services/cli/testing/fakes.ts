import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario, scenarioPath } from '@chorus/platform/scenario.ts';
import type { Addresses } from '../testbed/addresses.ts';
import { Registry } from '../testbed/registry.ts';
import { thisMachine } from '../testbed/servers.ts';
import type { ProcessPlan } from '../testbed/spawn.ts';
import { Testbed, type TestbedInit } from '../testbed/testbed.ts';

/** A folder for one test, gone when the test is over. */
export function temporaryFolder(test: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The command line of a fake process; see fake-process.ts for the modes. */
export function fakeProcess(name: string, mode: string, http: string): ProcessPlan {
  const script = join(import.meta.dirname, 'fake-process.ts');
  return { name, role: 'fake', command: [process.execPath, script, mode, http], http };
}

/** A testbed with real servers and fake processes, by name and mode. */
export function fakeTestbed(
  home: string,
  modes: Readonly<Record<string, string>>,
  init: TestbedInit = {},
): Testbed {
  const plan = ({ http }: Addresses) =>
    Object.entries(modes).map(([name, mode]) => fakeProcess(name, mode, http[name]));
  return new Testbed(
    {
      scenario: loadScenario('small'),
      scenarioFile: scenarioPath('small'),
      overrides: [],
      registry: new Registry(home),
      machine: thisMachine(() => undefined),
      names: Object.keys(modes),
      plan,
      onRecord: () => undefined,
    },
    init,
  );
}

/** Which of these processes are there. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  });
}
