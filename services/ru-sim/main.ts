import { runProcess } from '@chorus/platform/process.ts';
import { RuSim } from './ru-sim.ts';

await runProcess(
  { name: () => 'ru-sim', describe: 'ru-sim: O-RUs, users and channel; owns the clock' },
  (context) => new RuSim(context),
);
