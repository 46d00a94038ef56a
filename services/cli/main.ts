import { Command, CommanderError } from 'commander';
import { exitCodeOf, failureLine } from '@chorus/platform/failure.ts';
import { version } from './testbed/repository.ts';

const names = [
  'up',
  'run',
  'e2',
  'status',
  'stop',
  'test',
  'vectors',
  'tune',
  'models',
  'swap',
  'impair',
  'policy',
  'train',
  'experiment',
  'report',
];

/** A command's module exports this. */
interface CommandModule {
  register: (program: Command) => void;
}

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('chorus')
    .description('Chorus, an O-RAN emulator for cell-free massive MIMO')
    .version(version())
    .exitOverride()
    // So that `train plot --out` is the subcommand's option, not that of `train`.
    .enablePositionalOptions()
    .showHelpAfterError('(chorus --help shows what there is)');
  // A command loads much code, so only the one that is asked for; without one, all, for --help.
  const asked = names.filter((name) => name === argv[2]);
  for (const name of asked.length > 0 ? asked : names) {
    const command = (await import(`./commands/${name}.ts`)) as CommandModule;
    command.register(program);
  }
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${failureLine(error)}\n`);
    return exitCodeOf(error);
  }
}

// A reader that has seen enough (`chorus vectors ... | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main(process.argv);
