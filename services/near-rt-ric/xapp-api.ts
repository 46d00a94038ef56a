import type { ServerDuplexStream, ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { ChorusError } from '@chorus/platform/errors.ts';
import {
  ActionDefinition,
  EventTrigger,
  PRECODING,
  SubscribeRequest,
  XappControlOutcome,
  XappControlRequest,
  XappEvent,
  XappAppsReport,
  XappModelsReport,
  xappService,
  type Codec,
  type Period,
  type Report,
  type XappId,
} from '@chorus/platform/proto.ts';
import type { Logger } from 'pino';
import { causeOf } from './causes.ts';
import type { ControlRouter } from './control-router.ts';
import { Listener } from './listener.ts';
import type { Refusals } from './refusals.ts';
import type { Subscriber } from './subscription.ts';
import type { SubscriptionManager } from './subscription-manager.ts';

export interface XappApiComponents {
  readonly subscriptions: SubscriptionManager;
  readonly controls: ControlRouter;
  readonly refusals: Refusals;
  readonly log: Logger;
}
export interface XappApiInit {
  readonly digest: string;
  /** Called whenever an xApp's replica comes or goes. */
  readonly onChange: () => void;
  readonly models: ModelEvents;
  readonly apps: AppEvents;
}

/** What the rollout of models hears of xApps. */
export interface ModelEvents {
  joined(xapp: XappId): void;
  left(xapp: XappId): void;
  /** What became of a plan: no cause where it is ready. */
  reported(report: XappModelsReport): void;
  /** A control has come. @param header an encoded ControlHeader */
  controlled(xapp: XappId, generation: number, header: Uint8Array): void;
}

/** What the rollout of apps hears of xApps. */
export interface AppEvents {
  xappJoined(xapp: XappId): void;
  /** @param last whether no stream under this name is left */
  xappLeft(xapp: XappId, last: boolean): void;
  /** What became of a plan or its takeover. */
  reported(report: XappAppsReport): void;
}

/** A replica and its stream, once it knows that it is subscribed. */
interface Present extends Subscriber {
  readonly report: Report;
  send(event: XappEvent): void;
}

/** The gRPC API of the near-RT RIC for xApps (proto/xapp.proto). */
export class XappApi {
  private readonly components: XappApiComponents;
  private readonly init: XappApiInit;
  private readonly listener: Listener;
  private readonly present = new Set<Present>();

  constructor(components: XappApiComponents, init: XappApiInit) {
    this.components = components;
    this.init = init;
    this.listener = new Listener({ service: xappService, purpose: 'xApp API' }, () => ({
      subscribe: (call: ServerWritableStream<Buffer, Buffer>) => void this.subscribe(call),
      control: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        void this.control(call.request).then((outcome) => answer(null, outcome)),
      controls: (stream: ServerDuplexStream<Buffer, Buffer>) => this.controls(stream),
      reportModels: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        this.report(XappModelsReport, call.request, (report) => this.init.models.reported(report), answer),
      reportApps: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        this.report(XappAppsReport, call.request, (report) => this.init.apps.reported(report), answer),
    }));
  }

  /** Tells a replica something; nothing where it is away. */
  send(name: string, replica: number, event: XappEvent): void {
    for (const one of this.present)
      if (one.xapp.name === name && one.xapp.replica === replica) one.send(event);
  }

  listen(address: string): Promise<string> {
    return this.listener.listen(address);
  }

  stop(): Promise<void> {
    return this.listener.close();
  }

  /** Replicas of an xApp that have subscribed. */
  replicas(name: string): Set<number> {
    const own = [...this.present].filter(({ xapp }) => xapp.name === name);
    return new Set(own.map(({ xapp }) => xapp.replica));
  }

  /** Streams of an xApp's replicas. */
  subscribers(name: string): Subscriber[] {
    return [...this.present].filter(({ xapp }) => xapp.name === name);
  }

  /** xApps by their names, and the first report that each subscribed to. */
  xapps(): Map<string, Report> {
    const reports = new Map<string, Report>();
    for (const { xapp, report } of this.present) if (!reports.has(xapp.name)) reports.set(xapp.name, report);
    return reports;
  }

  private async subscribe(call: ServerWritableStream<Buffer, Buffer>): Promise<void> {
    const { subscriptions, refusals, log } = this.components;
    let request: SubscribeRequest;
    let wanted: { period: Period; report: Report; from: number };
    try {
      request = SubscribeRequest.decode(call.request);
      wanted = this.check(request);
    } catch (error) {
      const reason = causeOf(error);
      refusals.count('xapp', 'subscription of an xApp', reason);
      call.emit('error', { code: status.FAILED_PRECONDITION, details: reason.detail });
      return;
    }
    const { name, replica } = request.xapp;
    let answered = false;
    // What comes before the answer is repeated after it.
    const send = (event: XappEvent) => {
      if (answered) call.write(XappEvent.encode(event));
    };
    const subscriber: Present = {
      xapp: request.xapp,
      report: wanted.report,
      prompt: request.prompt,
      notify: (notices) => {
        if (request.prompt) send({ indications: { notices: [...notices] } });
        else for (const indication of notices) send({ indication });
        return answered;
      },
      send,
    };
    call.on('error', (error: Error) => log.debug({ err: error, xapp: name, replica }, 'subscription stream'));
    call.on('close', () => {
      answered = false;
      if (!this.present.delete(subscriber)) return;
      log.info({ xapp: name, replica }, 'xApp left');
      this.init.onChange();
      this.init.models.left(request.xapp);
      this.init.apps.xappLeft(request.xapp, this.replicas(name).size === 0);
      void subscriptions.remove(subscriber);
    });
    this.present.add(subscriber);
    const e2Nodes = await subscriptions.add(subscriber, wanted.period, wanted.report, wanted.from);
    if (!this.present.has(subscriber)) return;
    call.write(XappEvent.encode({ subscribed: { e2Nodes } }));
    answered = true;
    subscriptions.catchUp(subscriber);
    log.info({ xapp: name, replica, ...wanted, e2Nodes }, 'xApp subscribed');
    this.init.onChange();
    this.init.apps.xappJoined(request.xapp);
    this.init.models.joined(request.xapp);
  }

  private check(request: SubscribeRequest): { period: Period; report: Report; from: number } {
    const { xapp, scenarioDigest: theirs, ranFunction } = request;
    if (!xapp?.name)
      throw new ChorusError('CHORUS_FIELD_INVALID', { field: 'xapp', value: xapp, allowed: 'a name' });
    const { digest: ours } = this.init;
    if (theirs !== ours)
      throw new ChorusError('CHORUS_SCENARIO_MISMATCH', { peer: `xapp-${xapp.name}`, theirs, ours });
    if (ranFunction !== PRECODING.id)
      throw new ChorusError('CHORUS_FIELD_INVALID', {
        field: 'ran_function',
        value: ranFunction,
        allowed: String(PRECODING.id),
      });
    const { period, fromNearRtLoop: from } = EventTrigger.decode(request.eventTrigger);
    const { report } = ActionDefinition.decode(request.actionDefinition);
    // An enum that this release does not know decodes to its number.
    for (const [field, value] of Object.entries({ period, report }))
      if (typeof value !== 'string')
        throw new ChorusError('CHORUS_FIELD_INVALID', {
          field,
          value,
          allowed: 'a name in the service model',
        });
    return { period, report, from };
  }

  private controls(stream: ServerDuplexStream<Buffer, Buffer>): void {
    stream.on('data', (bytes: Buffer) => {
      void this.control(bytes).then((outcome) => {
        if (!stream.cancelled && stream.writable) stream.write(outcome);
      });
    });
    stream.on('end', () => stream.end());
    stream.on('error', (error) => this.components.log.debug({ err: error }, 'stream of controls'));
  }

  /** @returns an encoded XappControlOutcome; never rejects */
  private async control(bytes: Buffer): Promise<Buffer> {
    let id = 0;
    try {
      const request = XappControlRequest.decode(bytes);
      const { xapp, header, message, models } = request;
      id = request.id;
      if (models > 0 && xapp) this.init.models.controlled(xapp, models, header);
      const nodes = await this.components.controls.fromXapp(xapp?.name ?? 'unknown', header, message);
      return XappControlOutcome.encode({ nodes, id });
    } catch (error) {
      const reason = causeOf(error);
      this.components.refusals.count('xapp', 'control of an xApp', reason);
      return XappControlOutcome.encode({
        nodes: [{ e2NodeId: '', applied: 0, appliedAtSlot: 0, cause: reason }],
        id,
      });
    }
  }

  private report<M extends { xapp: XappId | null }>(
    codec: Codec<M>,
    bytes: Buffer,
    take: (report: M) => void,
    answer: sendUnaryData<Buffer>,
  ): void {
    try {
      const report = codec.decode(bytes);
      if (!report.xapp)
        throw new ChorusError('CHORUS_FIELD_INVALID', {
          field: 'xapp',
          value: report.xapp,
          allowed: 'a name',
        });
      take(report);
      answer(null, Buffer.alloc(0));
    } catch (error) {
      const reason = causeOf(error);
      this.components.refusals.count('xapp', `bad ${codec.name.split('.').at(-1)}`, reason);
      answer({ code: status.INVALID_ARGUMENT, details: reason.detail });
    }
  }
}
