import type { Logger } from 'pino';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import {
  ActionDefinition,
  E2apPdu as Codec,
  EventTrigger,
  PRECODING,
  type Cause,
  type E2apPdu,
  type RicControlRequest,
  type RicRequestId,
  type RicSubscriptionDeleteRequest,
  type RicSubscriptionRequest,
} from '@chorus/platform/proto.ts';
import type { AppChanges } from './app-changes.ts';
import { causeOf, Refusal } from './causes.ts';
import type { Applied, Controls, Now } from './controls.ts';
import type { FilterDemand } from './filter-demand.ts';
import type { ModelChanges } from './model-changes.ts';
import type { OduMetrics } from './o-du-metrics.ts';
import type { Reports } from './reports.ts';

interface Components {
  reports: Reports;
  controls: Pick<Controls, 'take'>;
  models: Pick<ModelChanges, 'take'>;
  apps: Pick<AppChanges, 'take'>;
  demand: Pick<FilterDemand, 'acknowledged'>;
  metrics: OduMetrics;
  log: Logger;
  send: (pdu: Parameters<typeof Codec.encode>[0]) => void;
  now: () => Now;
  /** A control has come, whether or not it took effect. */
  onControl: () => void;
}

/** Answers the near-RT RIC's procedures. A bad message gets a Cause, is counted, and changes nothing. */
export class E2Procedures {
  private readonly c: Components;
  private readonly log: LogLimit;

  constructor(components: Components) {
    this.c = components;
    this.log = new LogLimit(components.log);
  }

  take(pdu: E2apPdu): void {
    const { reports, demand, send } = this.c;
    if (pdu.ricControlRequest) this.control(pdu.ricControlRequest);
    else if (pdu.ricSubscriptionRequest) this.subscribe(pdu.ricSubscriptionRequest);
    else if (pdu.ricSubscriptionDeleteRequest) this.unsubscribe(pdu.ricSubscriptionDeleteRequest);
    else if (pdu.resetRequest) {
      reports.clear();
      send({ resetResponse: {} });
    } else if (pdu.ricServiceUpdateAcknowledge) {
      demand.acknowledged();
    } else if (pdu.errorIndication) {
      this.log.warn({ cause: pdu.errorIndication.cause }, 'the near-RT RIC reports an error');
    } else if (!pdu.resetResponse) {
      this.error('PROTOCOL', 'message-not-compatible-with-receiver-state', pdu.body ?? 'an empty PDU');
    }
  }

  /** Bytes that are no PDU. */
  garbage(error: unknown): void {
    const { group, value, detail } = causeOf(error);
    this.error(group, value, detail);
  }

  private control(request: RicControlRequest): void {
    const { controls, models, apps, metrics, send, now, onControl } = this.c;
    const { id } = request;
    const acknowledge = (applied: Applied) => {
      metrics.controls.add({ outcome: 'applied' });
      send({ ricControlAcknowledge: { id, ...applied } });
    };
    const refuse = (error: unknown) => {
      const cause = causeOf(error);
      metrics.controls.add({ outcome: cause.value });
      // Losses on purpose are no news.
      if (cause.value !== 'lost') this.log.warn({ cause }, 'RICcontrol not applied');
      send({ ricControlFailure: { id, cause } });
    };
    let applied: Applied | Promise<Applied>;
    try {
      applied = models.take(request) ?? apps.take(request) ?? controls.take(request, now());
    } catch (error) {
      refuse(error);
      onControl();
      return;
    }
    // A slot that waited for it is answered first: the acknowledgement keeps nobody waiting.
    onControl();
    if (applied instanceof Promise) void applied.then(acknowledge, refuse);
    else acknowledge(applied);
  }

  private subscribe({ id, ranFunction, eventTrigger, actionDefinition }: RicSubscriptionRequest): void {
    const { reports, send, log } = this.c;
    let deliver: () => void;
    try {
      if (ranFunction !== PRECODING.id)
        throw new Refusal('RIC_REQUEST', 'ran-function-id-invalid', `RAN function ${ranFunction}`);
      const { period, fromNearRtLoop } = EventTrigger.decode(eventTrigger);
      const { report } = ActionDefinition.decode(actionDefinition);
      ({ deliver } = reports.subscribe(id, period, report, fromNearRtLoop));
      log.info({ period, report, fromNearRtLoop }, 'subscribed to');
    } catch (error) {
      const cause = causeOf(error);
      this.log.warn({ cause }, 'RICsubscription refused');
      send({ ricSubscriptionFailure: { id, cause } });
      return;
    }
    send({ ricSubscriptionResponse: { id } });
    deliver();
  }

  private unsubscribe({ id, untilNearRtLoop }: RicSubscriptionDeleteRequest): void {
    if (this.c.reports.unsubscribe(id, untilNearRtLoop))
      this.c.send({ ricSubscriptionDeleteResponse: { id } });
    else this.error('RIC_REQUEST', 'request-id-unknown', 'there is no such subscription', id);
  }

  private error(group: Cause['group'], value: string, detail: string, id: RicRequestId | null = null): void {
    const cause: Cause = { group, value, detail };
    this.c.metrics.errorIndications.value++;
    this.log.warn({ cause }, 'E2 message answered with an ErrorIndication');
    this.c.send({ errorIndication: { id, cause } });
  }
}
