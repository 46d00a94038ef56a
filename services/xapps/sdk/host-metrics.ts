import { Counter, Histogram, type Registry } from 'prom-client';
import { Counts } from '@chorus/platform/counters.ts';

/** What an xApp's process counts. */
export class HostMetrics {
  private readonly outcomes;
  private readonly failures;
  private readonly bad;
  private readonly again;
  private readonly decision;
  private readonly plans;
  private readonly appPlans;

  constructor(metrics: Registry) {
    const registers = [metrics];
    this.outcomes = new Counts(
      metrics,
      'xapp_control_outcomes_total',
      'outcomes of controls by E2 node: applied, or the cause',
      ['e2_node', 'result'],
    );
    this.failures = new Counter({
      name: 'xapp_app_failures_total',
      help: 'times that the xApp threw or gave a non-finite number',
      registers,
    });
    this.bad = new Counter({
      name: 'xapp_unreadable_reports_total',
      help: 'reports, or what one says of a user, that were missing or did not decode',
      registers,
    });
    this.again = new Counter({
      name: 'xapp_sdl_read_again_total',
      help: 'times that a report was not yet in the SDL when its notice had come',
      registers,
    });
    this.plans = new Counter({
      name: 'xapp_model_plans_total',
      help: 'plans of models by what became of them: ready, refused, in-force',
      labelNames: ['result'] as const,
      registers,
    });
    this.appPlans = new Counter({
      name: 'xapp_app_plans_total',
      help: 'plans of apps by what became of them: ready, refused, in-force',
      labelNames: ['result'] as const,
      registers,
    });
    this.decision = new Histogram({
      name: 'xapp_decision_ms',
      help: 'decoding the reports, the app itself and encoding the control [ms]',
      buckets: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
      registers,
    });
  }

  outcome(e2Node: string, result: string): void {
    this.outcomes.add({ e2_node: e2Node, result });
  }

  appFailed(): void {
    this.failures.inc();
  }

  modelPlan(result: 'ready' | 'refused' | 'in-force'): void {
    this.plans.inc({ result });
  }

  appPlan(result: 'ready' | 'refused' | 'in-force'): void {
    this.appPlans.inc({ result });
  }

  unreadable(): void {
    this.bad.inc();
  }

  readAgain(): void {
    this.again.inc();
  }

  decided(ms: number): void {
    this.decision.observe(ms);
  }
}
