import { runProcess } from '@chorus/platform/process.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import { XappHost } from './host.ts';

await runProcess(
  {
    name: ({ index }, scenario) => `xapp-${xappName(schemeApps(scenario).xapp ?? 'none')}-${index}`,
    describe: "One replica (--index) of the scenario's xApp, on the near-RT RIC's xApp API and SDL.",
  },
  (context) => new XappHost(context),
);
