import type { MultiplierDApp, PrecoderDApp } from '@chorus/contracts';
import { filterUsers, LocalRzf, usersOfOdu, type OduCell } from '@chorus/phy';
import type { Bus } from '@chorus/platform/bus.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import { longestDown } from '@chorus/platform/ofh.ts';
import { lastLockstepSlot } from '@chorus/platform/slots.ts';
import { shardAddresses } from '@chorus/platform/shards.ts';
import { impairmentsOf } from '@chorus/platform/impairments.ts';
import type { ProcessContext } from '@chorus/platform/process.ts';
import { AppChanges } from './app-changes.ts';
import { Controls } from './controls.ts';
import { D2Exchange } from './d2-exchange.ts';
import { D2Repeats } from './d2-repeats.ts';
import type { DAppLoader, DAppNames } from './dapp-loader.ts';
import { E2Node } from './e2-node.ts';
import { E2Procedures } from './e2-procedures.ts';
import { E2RoundTrip } from './e2-round-trip.ts';
import { FilterDemand } from './filter-demand.ts';
import { FilterStore } from './filter-store.ts';
import { Fronthaul } from './fronthaul.ts';
import { ImpairmentsInForce } from './impairments-in-force.ts';
import { ModelChanges } from './model-changes.ts';
import type { OduMetrics } from './o-du-metrics.ts';
import { OduRecord } from './odu-record.ts';
import { OfhClients } from './ofh-clients.ts';
import { PowerGuard } from './power-guard.ts';
import { PrecoderStore } from './precoder-store.ts';
import { Reports } from './reports.ts';
import { ShardFrames } from './shard-frames.ts';
import { SlotEngine } from './slot-engine.ts';

export interface Ingredients {
  context: ProcessContext;
  cell: OduCell;
  metrics: OduMetrics;
  bus: Bus;
  precoder: PrecoderDApp;
  multiplier: MultiplierDApp;
  names: DAppNames;
  loader: DAppLoader;
}

/** Makes the parts of an O-DU and joins them; nothing is connected yet. */
export function assemble({ context, cell, metrics, bus, names, loader, ...dApps }: Ingredients) {
  const { odu } = cell;
  const { topology, scenario, log, options, digest, name } = context;
  const { observe } = scenario.network;
  const limited = new LogLimit(log);
  const impairments = new ImpairmentsInForce(impairmentsOf(scenario));
  const served = usersOfOdu(topology, odu);
  const rtLoops = scenario.clock.rt_loops;
  const lastLockstep = lastLockstepSlot(scenario.clock);
  const filters = new FilterStore(cell, filterUsers(topology, odu, dApps.precoder.reach));
  const demand = new FilterDemand({ topology, odu, filters, announce: () => e2.update() }, dApps.precoder);
  const precoders = new PrecoderStore(cell, served);
  const guard = new PowerGuard(cell);
  const { multiplier } = dApps;
  const makeMultiplier = async () => loader.multiplier(await apps.toCome());
  const models: ModelChanges = new ModelChanges({ multiplier, makeMultiplier, log }, { rtLoops });
  const e2: E2Node = new E2Node(
    {
      log,
      events: {
        onSetUp: (users) => demand.connected(users),
        onPdu: (pdu) => procedures.take(pdu),
        onGarbage: (error) => procedures.garbage(error),
        onLost: () => {
          reports.clear();
          apps.release();
        },
      },
    },
    {
      nodeId: name,
      filterUsers: () => demand.users,
      digest,
      address: options.e2,
      patienceS: options.patienceS,
    },
  );
  const roundTrip = new E2RoundTrip({
    onRoundTrip: (ms) => {
      metrics.e2RoundTripSeconds.observe(ms / 1000);
      record.addE2RoundTrip(ms);
    },
  });
  const reports = new Reports(
    {
      topology,
      onReport: (period, nearRtLoop, slot) =>
        roundTrip.sent(() =>
          period === 'NEAR_RT_LOOP' ? filters.arrived(nearRtLoop + 1) : precoders.arrived(slot),
        ),
      send: (ricIndication) => {
        metrics.indications.add();
        e2.send({ ricIndication });
      },
    },
    { odu, observe },
  );
  const repeats: D2Repeats = new D2Repeats(
    {
      bus,
      log,
      waiting: () => {
        const loop = engine.nearRtLoop;
        return loop === null || d2.arrived(loop - 1) ? null : loop;
      },
    },
    { odu },
  );
  const d2: D2Exchange = new D2Exchange(
    {
      cell,
      scenario,
      impairments,
      bus: repeats,
      metrics: metrics.d2,
      onInvalid: (error, subject) => limited.warn({ err: error, subject }, 'D2 message dropped'),
      onArrival: () => engine.poke(),
      nearRtLoop: () => engine.nearRtLoop,
    },
    { reach: dApps.precoder.reach },
  );
  const { shards } = scenario.ru_sim;
  const frames = new ShardFrames(
    {
      topology,
      events: {
        onFrame: (header, payload, shard) => fronthaul.onFrame(header, payload, shard),
        onFault: (fault, detail) => fronthaul.dropped(fault, detail),
      },
    },
    { odu, observe, shards, rtLoops },
  );
  const ofh = new OfhClients(
    {
      log,
      events: {
        // One ru-sim sends whole frames.
        onFrame: (header, payload, shard) =>
          shards === 1 ? fronthaul.onFrame(header, payload) : frames.take(header, payload, shard),
        onFault: (fault, detail) => fronthaul.dropped(fault, detail),
        onRead: () => fronthaul.onRead(),
        onFail: (error) => context.fail(error),
        onBytes: (direction, count) => metrics.ofhBytes.add({ direction }, count),
      },
    },
    {
      odu,
      digest,
      addresses: shardAddresses(options.ofh, shards),
      patienceS: options.patienceS,
      maxPayload: longestDown(topology, odu, observe),
    },
  );
  const controls = new Controls({
    cell,
    scenario,
    impairments,
    filters,
    precoders,
    served,
    wanted: demand,
    sendMinimumRates: (steps) => fronthaul.sendMinimumRates(steps),
  });
  const apps: AppChanges = new AppChanges(
    {
      cell,
      loader,
      models,
      demand,
      d2,
      log,
      begun: () => engine.begun,
      poke: () => engine.poke(),
    },
    { names, precoder: dApps.precoder, lockstep: lastLockstep > 0, rtLoops },
  );
  const engine: SlotEngine = new SlotEngine(
    {
      cell,
      apps,
      multiplier: models.multiplier,
      models,
      start: new LocalRzf(topology, odu, scenario.rzf.start_lambda),
      filters,
      precoders,
      d2,
      guard,
      events: {
        onPrecoded: (slot, times) => fronthaul.answer(slot, times),
        onLate: (what) => fronthaul.countLate(what),
        onDApps: () => record.dAppSlots++,
        onDAppError: (error) => {
          metrics.dAppErrors.value++;
          record.addDAppError(error);
          limited.error({ err: error }, 'the dApps failed; the last good precoders stay in force');
        },
      },
    },
    { lastLockstep, rtLoops },
  );
  const record = new OduRecord(name);
  const fronthaul = new Fronthaul(
    {
      ...{ cell, engine, ofh, d2, reports, guard, impairments, bus, metrics, record, log },
      fail: (error) => context.fail(error),
    },
    { odu, observe, lastLockstep },
  );
  const procedures = new E2Procedures({
    reports,
    controls,
    models,
    apps,
    demand,
    metrics,
    log,
    send: (pdu) => e2.send(pdu),
    now: () => ({ slot: engine.slot, nearRtLoop: fronthaul.newestControlLoop }),
    onControl: () => {
      roundTrip.control();
      engine.poke();
    },
  });
  return { engine, fronthaul, d2, repeats, e2, ofh, reports };
}
