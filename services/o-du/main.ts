import { IdleService } from '@chorus/platform/idle.ts';
import { runProcess } from '@chorus/platform/process.ts';
import { ODu } from './o-du.ts';

await runProcess(
  {
    name: ({ index }) => `o-du-${index}`,
    describe: 'o-du: one O-DU (--index) with its dApps; E2 node',
    isInRtLoop: true,
  },
  (context) => {
    const { odus } = context.scenario.network;
    const isNeeded = context.options.index < odus;
    return isNeeded ? new ODu(context) : new IdleService(context, `the scenario has ${odus} O-DUs`);
  },
);
