import { IdleService } from '@chorus/platform/idle.ts';
import { runProcess } from '@chorus/platform/process.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { xappName } from '@chorus/platform/xapp-name.ts';
import { XappHost } from './host.ts';

await runProcess(
  {
    name: ({ index }, scenario) => `xapp-${xappName(schemeApps(scenario).xapp ?? 'none')}-${index}`,
    describe: "One replica (--index) of the scenario's xApp, on the near-RT RIC's xApp API and SDL.",
  },
  (context) => {
    const { scheme } = context.scenario;
    const hasXapp = schemeApps(context.scenario).xapp !== null;
    return hasXapp ? new XappHost(context) : new IdleService(context, `scheme ${scheme.name} has no xApp`);
  },
);
