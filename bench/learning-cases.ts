import { cpus } from 'node:os';
import { sacDefaults, type SacConfig, type SacSizes } from '@chorus/learning/sac.ts';
import { quantile } from './clock.ts';
import { IsolatedStep } from './learning-isolated.ts';
import { parameterCount } from './learning-step.ts';
import { findTorch, TorchStep } from './torch/torch-step.ts';

interface Times {
  ms: number;
  cpuMs: number;
}

/** Medians of one case; null where a side cannot run it. */
export interface LearningRow {
  name: string;
  K: number;
  batch: number;
  /** Weights of actors and critics, without targets. */
  parameters: number;
  ours: Times | null;
  /** Why ours did not end. */
  failure: string | null;
  torchOne: Times | null;
  torchAll: Times | null;
  /** Our processor time to that of torch on one thread. */
  ratio: number | null;
}

interface Case {
  name: string;
  K: number;
  config: SacConfig;
  sizes: SacSizes;
  rounds: number;
}

const USERS = [12, 24, 36, 48];

/** As the models in this repository are trained. */
const small = { ...sacDefaults, batch: 256, actorLayers: [64, 64], criticLayers: [128, 128] };

/** The paper's sizes at I = 6 with N_r = N_s = 2: Xi_k,i are 48 numbers and 6 magnitudes; L_k and U_k are 12. */
const observed = { observation: 54, action: 12 };

function casesOf(quick: boolean): Case[] {
  const rounds = quick ? 5 : 25;
  return [
    ...USERS.map((K) => ({
      name: 'shared, 12 agents, 64-64, 128-128',
      K,
      config: small,
      sizes: { observation: 15, action: 4, agents: 12 },
      rounds,
    })),
    ...USERS.map((K) => ({
      name: 'shared, 6 agents, 128-128, 256-256',
      K,
      config: sacDefaults,
      sizes: { ...observed, agents: 6 },
      rounds: Math.ceil(rounds / 2),
    })),
    ...USERS.map((K) => ({
      name: 'paper, 128-128, 256-256',
      K,
      config: { ...sacDefaults, shape: 'paper' as const, batch: quick ? 32 : PAPER_BATCH },
      sizes: { ...observed, agents: K },
      rounds: quick ? 2 : 4,
    })),
  ];
}

/** A batch at which the larger networks still fit into the 4 GiB of a wasm heap. */
const PAPER_BATCH = 64;

/**
 * Median times of our update and, where a Python has PyTorch, of the same there on one thread and on all cores.
 * The sides take turns, so that busy spells of the machine hit all of them.
 */
export async function benchLearning(quick: boolean, progress: (row: string) => void) {
  const python = findTorch();
  const rows: LearningRow[] = [];
  let version: string | null = null;
  for (const each of casesOf(quick)) {
    progress(`${each.name}, K = ${each.K}`);
    const torch = python === null ? null : new TorchStep(python);
    const made = await torch?.make(each.config, each.sizes);
    if (made !== undefined) version = `PyTorch ${made.torch}`;
    const row = await measure(each, torch);
    torch?.close();
    if (made !== undefined && made.parameters !== row.parameters)
      throw new Error(`${each.name}: ${row.parameters} weights here, ${made.parameters} in PyTorch`);
    rows.push(row);
  }
  return { torch: version, cores: cpus().length, rows };
}

async function measure(each: Case, torch: TorchStep | null): Promise<LearningRow> {
  const { name, K, config, sizes, rounds } = each;
  const ours: Times[] = [];
  const one: Times[] = [];
  const all: Times[] = [];
  const step = new IsolatedStep(config, sizes, K);
  let failure: string | null = null;
  // The first quarter, at least one, warms up.
  const warm = Math.ceil(rounds / 4);
  for (let round = 0; round < rounds + warm; round++) {
    try {
      if (failure === null) ours.push(await step.run());
    } catch (error) {
      failure = (error as Error).message;
    }
    if (torch === null) continue;
    one.push(await torch.step(1));
    all.push(await torch.step(cpus().length));
  }
  await step.stop();
  const median = (times: Times[]): Times => ({
    ms: quantile(
      times.slice(warm).map(({ ms }) => ms),
      0.5,
    ),
    cpuMs: quantile(
      times.slice(warm).map(({ cpuMs }) => cpuMs),
      0.5,
    ),
  });
  const mine = failure === null ? median(ours) : null;
  const [torchOne, torchAll] = torch === null ? [null, null] : [median(one), median(all)];
  const ratio = mine !== null && torchOne !== null ? mine.cpuMs / torchOne.cpuMs : null;
  return {
    name,
    K,
    batch: config.batch,
    parameters: parameterCount(config, sizes),
    ours: mine,
    failure,
    torchOne,
    torchAll,
    ratio,
  };
}
