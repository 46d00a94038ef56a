import type { Region } from '@chorus/phy';
import type { Bus } from '@chorus/platform/bus.ts';
import type { ProcessContext } from '@chorus/platform/process.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import type { ImpairmentSchedule } from '../impairment-schedule.ts';
import type { RuSimMetrics } from '../metrics.ts';
import { Alone } from './alone.ts';
import { FirstShard } from './first-shard.ts';
import { FurtherShard } from './further-shard.ts';
import { ShardBus } from './messages.ts';
import type { Shards } from './shards.ts';

/** What a message between shards may take in realtime, where nobody waits for it. */
const REACH_MS = 20;

/** The slots by which other shards may be ahead of the first when it is asked to change something. */
export function leadOf({ ru_sim, clock }: Scenario): number {
  if (ru_sim.shards === 1) return 0;
  return clock.mode === 'lockstep' ? 1 : 1 + Math.ceil(REACH_MS / clock.rt_loop_ms);
}

/** This process's part in the run: all of it, the first shard's or a further one's. @param regions by shard */
export function joinShards(components: {
  context: ProcessContext;
  metrics: RuSimMetrics;
  regions: readonly Region[];
  schedule: ImpairmentSchedule;
}): Shards {
  const { context, metrics, regions, schedule } = components;
  const { scenario, log, options } = context;
  const { index: shard, patienceS } = options;
  const shards = regions.length;
  if (shards === 1) return new Alone({ scenario, schedule });
  const onBus = (bus: Bus) => new ShardBus({ bus, invalid: metrics.invalidMessages, log }, { shard, shards });
  if (shard > 0) return new FurtherShard({ schedule, onBus });
  return new FirstShard(
    { scenario, schedule, regions, onBus, fail: (error) => context.fail(error) },
    { patienceS },
  );
}
