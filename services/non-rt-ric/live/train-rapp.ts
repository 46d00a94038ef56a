import { dirname, join } from 'node:path';
import { connectBus, type Bus } from '@chorus/platform/bus.ts';
import { Counts } from '@chorus/platform/counters.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { compileSchema } from '@chorus/platform/json-schema.ts';
import { LogLimit } from '@chorus/platform/log-limit.ts';
import type { ProcessContext } from '@chorus/platform/process.ts';
import { schemeApps } from '@chorus/platform/schemes.ts';
import { experienceSubject, xappName } from '@chorus/platform/xapp-name.ts';
import { buildTopology } from '@chorus/phy';
import type { FastifyInstance } from 'fastify';
import type { AssignmentComponents } from '../model-assignment.ts';
import { rolloutSetup } from '../training/setup.ts';
import { checkTraining, loadTraining, trainingNames, type Training } from '../training/training.ts';
import { Collector } from './collector.ts';
import { checkFitsTestbed } from './fits-testbed.ts';
import { LiveTraining, type LiveStatus } from './live-training.ts';

export interface TrainRequest {
  /** The name of one in deploy/training, or a whole training. */
  readonly training: string | object;
  /** Goes on from the folder's checkpoint. */
  readonly resume?: boolean;
  /** Below the trainings' folder; the training's name by default. */
  readonly folder?: string;
  /** The command line, for the models' records. */
  readonly command?: string;
}

const check = compileSchema({
  type: 'object',
  properties: {
    training: { type: ['string', 'object'] },
    resume: { type: 'boolean' },
    folder: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' },
    command: { type: 'string' },
  },
  required: ['training'],
  additionalProperties: false,
});

/** rApp `train`: trains the actors of the running testbed on its own experience, one training at a time. */
export class TrainRapp {
  private readonly context: ProcessContext;
  private readonly assignment: AssignmentComponents;
  private readonly trainings: string;
  private readonly messages: Counts;
  private current: LiveTraining | null = null;
  private bus: Promise<Bus> | null = null;
  private collect: (bytes: Uint8Array) => void = () => undefined;

  /** @param models folder of the registry; trainings are kept beside it */
  constructor(context: ProcessContext, assignment: AssignmentComponents, models: string) {
    this.context = context;
    this.assignment = assignment;
    this.trainings = join(dirname(models), 'trainings');
    const help = 'messages of experience, by whether they were taken or refused';
    this.messages = new Counts(context.metrics, 'rapp_experience_messages_total', help, ['result']);
  }

  /** @throws ChorusError, of what is wrong with the request; what goes wrong later is in the status */
  async start(request: unknown): Promise<LiveStatus> {
    const fault = check(request);
    if (fault !== null)
      throw new ChorusError('CHORUS_FIELD_INVALID', { ...fault, field: fault.field || 'body' });
    const { training: asked, resume = false, folder, command } = request as TrainRequest;
    const training = typeof asked === 'string' ? named(asked) : checkTraining(withNamedScenario(asked));
    const { scenario, log } = this.context;
    checkFitsTestbed(training, scenario);
    await (this.bus ??= this.connect()).catch((error: unknown) => {
      // The next request tries again.
      this.bus = null;
      throw error;
    });
    if (this.current?.status.state === 'running')
      throw new ChorusError('CHORUS_TRAINING_RUNNING', { name: this.current.status.name });
    const { name } = training.config;
    const collector = this.collector(training);
    const init = {
      training,
      folder: join(this.trainings, folder ?? name),
      resume,
      command: command ?? `POST /rapps/train ${name}`,
    };
    this.collect = (bytes) => collector.add(bytes);
    this.current = new LiveTraining({ assignment: this.assignment, collector, log }, init);
    return this.current.status;
  }

  /** Of the training that was started last. @throws ChorusError CHORUS_TRAINING_ABSENT */
  get training(): LiveTraining {
    if (this.current === null) throw new ChorusError('CHORUS_TRAINING_ABSENT', { where: 'this testbed' });
    return this.current;
  }

  async close(): Promise<void> {
    await this.current?.close();
    await (await this.bus)?.stop();
  }

  private async connect(): Promise<Bus> {
    const bus = await connectBus(this.context);
    const { xapp } = schemeApps(this.context.scenario);
    await bus.subscribe(experienceSubject(xappName(xapp ?? 'none')), (bytes) => this.collect(bytes));
    return bus;
  }

  private collector(training: Training): Collector {
    const { scenario, log, topology } = this.context;
    const { shape, agents } = rolloutSetup(training);
    const { network, radio, seed } = scenario;
    // The neighbourhoods of the critics, as on the twin.
    const { observed } = buildTopology({ ...network, ...radio, observed: agents }, seed);
    const components = { log: new LogLimit(log), messages: this.messages };
    return new Collector(components, {
      users: topology.K,
      observation: shape.sizes[0],
      action: (shape.sizes.at(-1) as number) / 2,
      agents: Uint16Array.from(observed.flat()),
      loops: training.config.episode.near_rt_loops,
      capacity: training.config.sac.buffer,
      centred: training.config.sac.baseline,
    });
  }
}

/** Its REST interface. */
export function serveTraining(http: FastifyInstance, rapp: TrainRapp): void {
  const path = '/rapps/train';
  http.post(path, async ({ body }, reply) => reply.code(202).send(await rapp.start(body)));
  http.get(path, async () => rapp.training.status);
  http.delete(path, async (_request, reply) => {
    rapp.training.stop(`DELETE ${path}`);
    return reply.code(202).send(rapp.training.status);
  });
}

/** By its name alone: a path over HTTP would read any file. */
function named(name: string): Training {
  const names = trainingNames();
  if (names.includes(name)) return loadTraining(name);
  throw new ChorusError('CHORUS_TRAINING_NOT_FOUND', { path: name, allowed: names.join(', ') });
}

/** A path that comes over HTTP would read any file of this process. */
function withNamedScenario(training: object): object {
  const { scenario } = training as { scenario?: unknown };
  if (scenario === undefined || (typeof scenario === 'string' && /^[\w-]+$/.test(scenario))) return training;
  throw new ChorusError('CHORUS_TRAINING_INVALID', {
    field: 'scenario',
    value: scenario,
    allowed: 'over HTTP, the name of one in deploy/scenarios',
  });
}
