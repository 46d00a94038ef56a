import type { Logger } from 'pino';
import type { AppsView } from './api.ts';
import type { Upstream } from './upstream.ts';

const PERIOD_MS = 1000;

/**
 * Asks the near-RT RIC which apps are in force while it publishes no records: under a scheme without an xApp nothing
 * crosses E2, so it has none.
 */
export class AppsInquiry {
  private readonly ric: Pick<Upstream, 'call'>;
  private readonly log: Pick<Logger, 'debug'>;
  private readonly onAnswer: (apps: AppsView['inForce']) => void;
  private notBefore = 0;

  constructor(components: {
    ric: Pick<Upstream, 'call'>;
    log: Pick<Logger, 'debug'>;
    onAnswer: (apps: AppsView['inForce']) => void;
  }) {
    this.ric = components.ric;
    this.log = components.log;
    this.onAnswer = components.onAnswer;
  }

  /** At most once a second, however often it is called. Never rejects: who does not answer is asked again. */
  async ask(unixMs: number): Promise<void> {
    if (unixMs < this.notBefore) return;
    this.notBefore = unixMs + PERIOD_MS;
    try {
      this.onAnswer((await this.ric.call<AppsView>('GET', '/apps')).inForce);
    } catch (error) {
      this.log.debug({ err: error }, 'the near-RT RIC does not say which apps are in force');
    }
  }
}
