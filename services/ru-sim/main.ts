import { runProcess } from '@chorus/platform/process.ts';
import { shardName } from '@chorus/platform/shards.ts';
import { RuSim } from './ru-sim.ts';

await runProcess(
  {
    name: ({ index }) => shardName(index),
    describe: 'ru-sim: O-RUs, users and channel, or a shard of them; owns the clock',
    isInRtLoop: true,
  },
  (context) => new RuSim(context),
);
