import type { XApp, XAppInit } from '@chorus/contracts';
import { Random, type Topology } from '@chorus/phy';
import { loadPrecoder, loadXApp, moduleVersion } from '@chorus/platform/load-app.ts';
import type { AppAssignment, AppTarget, Cause } from '@chorus/platform/proto.ts';
import { xappInit } from '@chorus/platform/scenario-twin.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { reportFor, withApps } from '@chorus/platform/schemes.ts';
import { tuneLambda, type TuneTask } from '@chorus/platform/tune-lambda.ts';
import { FilterRunner } from './filter-runner.ts';
import { PrecoderRunner } from './precoder-runner.ts';
import type { OnAppError, OnUnreadable, Runner } from './runner.ts';
import { tryFilters, tryPrecoders } from './try-out.ts';

/** What decides in this process: an app and what feeds it, or nothing. */
export interface Seat {
  /** As a plan or the scenario names it; empty for no xApp. */
  readonly app: string;
  /** The scheme under which it was made. */
  readonly scheme: string;
  /** When its module was last written [ms]. */
  readonly version: number;
  /** Null where nothing in this process decides: no xApp, or one in a process of its own. */
  readonly runner: Runner | null;
}

/** A seat that is ready to take over. */
export interface Prepared {
  readonly seat: Seat;
  /** What it is to be told: its runner's reports, nothing, or what the one of before is told. */
  readonly need: Pick<Runner, 'period' | 'report'> | 'none' | 'kept';
  /** Called at the takeover. */
  install(): void;
}

/** An app that this process cannot put in force; it carries the Cause of the answer. */
export class AppRefusal extends Error {
  /** Empty where apps do not fit each other. */
  readonly target: '' | AppTarget;
  readonly reason: Cause;

  constructor(target: '' | AppTarget, value: string, detail: string) {
    super(detail);
    this.target = target;
    this.reason = { group: 'RIC_REQUEST', value, detail };
  }
}

export interface AppMakerComponents {
  readonly scenario: Scenario;
  readonly topology: Topology;
  /** Gives an app the models in force, if it takes any. */
  readonly withModels: (app: XApp) => void;
  readonly onAppError: OnAppError;
  readonly onUnreadable: OnUnreadable;
}
export interface AppMakerInit {
  /** Users of this replica, ascending. */
  readonly users: readonly number[];
}

const isCentral = (name: string): name is 'c-rzf' | 'p-rzf' => name === 'c-rzf' || name === 'p-rzf';

/** Makes xApps with what the scenario gives them, sees that they fit, and tries them. */
export class AppMaker {
  private readonly components: AppMakerComponents;
  private readonly users: readonly number[];
  /** By scheme: it takes long to tune. */
  private readonly lambdas = new Map<TuneTask['scheme'], Promise<number>>();

  constructor(components: AppMakerComponents, { users }: AppMakerInit) {
    this.components = components;
    this.users = users;
  }

  /** @throws ChorusError CHORUS_APP_NOT_FOUND, CHORUS_APP_INVALID, CHORUS_MODEL_INVALID */
  async load(app: string, scheme: string): Promise<XApp> {
    const { scenario, topology } = this.components;
    const init = await this.init(app, scheme);
    return loadXApp(app, { topology, observe: scenario.network.observe }, init);
  }

  makeRunner(app: XApp): Runner {
    const { scenario, topology, onAppError, onUnreadable } = this.components;
    const { users } = this;
    const told = { onAppError, onUnreadable };
    if (app.gives === 'precoders')
      return new PrecoderRunner({ topology, app, ...told }, { users, rtLoops: scenario.clock.rt_loops });
    const report = reportFor(app, scenario.network.observe);
    const explore = scenario.xapp.explore && app.experience !== undefined;
    return new FilterRunner({ topology, app, ...told }, { report, users, explore });
  }

  /**
   * Makes ready what a plan asks for.
   *
   * @param last what decided last in this process: its app goes on where the plan names it
   * @throws AppRefusal, and what an app of one's own throws
   */
  async prepare(assignments: readonly AppAssignment[], last: Seat): Promise<Prepared> {
    const of = (target: AppTarget) => assignments.find((one) => one.target === target);
    const [app = '', scheme = ''] = [of('xapp')?.app, of('scheme')?.app];
    const install = () => undefined;
    const version = moduleVersion(app);
    const nobody: Seat = { app, scheme, version, runner: null };
    if (app === '') return { seat: nobody, need: 'none', install };
    if (of('xapp')?.external === true) return { seat: nobody, need: 'kept', install };
    const precoder = of('precoder')?.app ?? '';
    if (app === last.app && version === last.version && last.runner !== null) {
      await this.checkFit(app, last.runner.period === 'RT_LOOP' ? 'precoders' : 'filters', precoder);
      return { seat: { ...last, scheme }, need: last.runner, install };
    }
    const made = await this.load(app, scheme);
    await this.checkFit(app, made.gives, precoder);
    this.components.withModels(made);
    await this.tryOut(made, last.runner);
    return this.seatOf(made, { ...nobody, runner: last.runner });
  }

  /** Filters that an app has given stay with the runner: users for whom the next one fails keep them. */
  private seatOf(made: XApp, seat: Seat): Prepared {
    const { runner: last } = seat;
    if (made.gives === 'filters' && last instanceof FilterRunner)
      return { seat, need: last, install: () => last.use(made) };
    const runner = this.makeRunner(made);
    return { seat: { ...seat, runner }, need: runner, install: () => undefined };
  }

  private async tryOut(app: XApp, runner: Runner | null): Promise<void> {
    const { topology, scenario } = this.components;
    const random = new Random(scenario.seed, 'try-out');
    if (app.gives === 'precoders') return tryPrecoders(app, topology, this.users, random);
    if (runner instanceof FilterRunner && runner.hasObserved) return runner.tryOut(app, this.users);
    return tryFilters(app, topology, scenario.network.observe, this.users, random);
  }

  private async checkFit(app: string, gives: 'filters' | 'precoders', precoder: string): Promise<void> {
    const { topology } = this.components;
    // A precoder that does not load is refused by those who run it.
    const dApp = await loadPrecoder(precoder, { topology, odu: 0 }, { rzfLambda: 1 }).catch(() => null);
    if (dApp === null || dApp.control === 'none' || dApp.control === gives) return;
    const detail = `xApp ${app} gives ${gives}, but precoder dApp ${dApp.name} takes ${dApp.control}: swap the scheme, which changes both`;
    throw new AppRefusal('', 'apps-mismatch', detail);
  }

  private async init(app: string, scheme: string): Promise<XAppInit> {
    const { scenario, topology } = this.components;
    const central = [app, scheme].find(isCentral);
    const { precoder, multiplier } = {
      precoder: scenario.odu.precoder ?? '',
      multiplier: scenario.odu.multiplier,
    };
    const derived = withApps(scenario, { scheme, xapp: app, precoder, multiplier });
    if (central === undefined) return xappInit(derived, topology);
    const lambda = this.lambdas.get(central) ?? tuneLambda(scenario, central);
    this.lambdas.set(central, lambda);
    // The next plan that needs it tries again.
    lambda.catch(() => this.lambdas.delete(central));
    const rzfLambda = await lambda;
    return { ...xappInit({ ...derived, rzf: { ...derived.rzf, lambda: rzfLambda } }, topology), rzfLambda };
  }
}
