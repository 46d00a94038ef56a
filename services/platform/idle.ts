import type { ProcessContext, Service } from './process.ts';

/**
 * A process that the scenario has no work for, say the fourth O-DU of a compose file under a scenario
 * with two: it stays healthy and does nothing, so that one compose file serves every scenario.
 */
export class IdleService implements Service {
  private readonly context: ProcessContext;
  private readonly reason: string;

  constructor(context: ProcessContext, reason: string) {
    this.context = context;
    this.reason = reason;
  }

  start(): Promise<void> {
    this.context.log.warn({ reason: this.reason }, 'nothing to do in this scenario');
    this.context.health.ok(() => ({ idle: this.reason }));
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
