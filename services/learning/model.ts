import { createHash } from 'node:crypto';
import { weightCount, type NetworkShape } from './nn/network.ts';

/** What a model is for, and so who takes it: xApps actors, O-DUs multipliers. */
export type ModelKind = 'actor' | 'multiplier';

/** A trained network with all that must be known to run it, and how it came to be. One JSON file. */
export interface Model {
  readonly kind: ModelKind;
  readonly name: string;
  /** Counts up in a registry; 1 for the first. */
  readonly version: number;
  /** What the network's input and output mean: an `ActorSpec` or a `MultiplierSpec`. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly network: NetworkShape;
  readonly weights: Float32Array;
  readonly training: {
    /** The command line that made it. */
    readonly command: string;
    readonly seed: number;
    readonly config: Readonly<Record<string, unknown>>;
    /** Measured on data that training did not see. */
    readonly metrics: Readonly<Record<string, number>>;
  };
}

const FORMAT = 'chorus-model-1';

/** The model's file. Weights are little-endian float32 in base64, under a SHA-256 checksum. */
export function encodeModel({ weights, ...model }: Model): string {
  const bytes = weightBytes(weights);
  const head = { format: FORMAT, ...model, checksum: checksum(bytes) };
  return `${JSON.stringify({ ...head, weights: bytes.toString('base64') }, null, 2)}\n`;
}

/** SHA-256 of the weights. */
export function modelChecksum({ weights }: Pick<Model, 'weights'>): string {
  return checksum(weightBytes(weights));
}

/**
 * Reads a model's file, and refuses one that is damaged.
 *
 * @throws ModelError with what is wrong with it
 */
export function decodeModel(text: string): Model {
  const file = parse(text);
  const { kind, name, version, spec, network, training } = file;
  if (file.format !== FORMAT) refuse(`format is ${JSON.stringify(file.format)}; allowed: "${FORMAT}"`);
  if (kind !== 'actor' && kind !== 'multiplier')
    refuse(`kind is ${JSON.stringify(kind)}; allowed: actor, multiplier`);
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(name))
    refuse(
      `name is ${JSON.stringify(name)}; allowed: lower-case letters, digits, dots and hyphens, at most 64`,
    );
  if (!Number.isSafeInteger(version) || version < 1)
    refuse(`version is ${JSON.stringify(version)}; allowed: an integer from 1`);
  if (!isRecord(spec)) refuse('spec is not an object');
  if (!isRecord(training)) refuse('training is not an object');
  checkShape(network);
  if (typeof file.weights !== 'string') refuse('weights is not a base64 string');
  const bytes = Buffer.from(file.weights, 'base64');
  if (checksum(bytes) !== file.checksum) refuse('the weights do not have the checksum that the file states');
  const expected = weightCount(network.sizes);
  if (bytes.length !== 4 * expected)
    refuse(`${bytes.length / 4} weights; a network of ${network.sizes.join('-')} has ${expected}`);
  const weights = Float32Array.from({ length: expected }, (_, i) => bytes.readFloatLE(4 * i));
  const bad = weights.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`weight ${bad} is not finite`);
  return { kind, name, version, spec, network, weights, training };
}

/** A model that cannot be used; the message says why. */
export class ModelError extends Error {
  override name = 'ModelError';
}

type ModelFile = Omit<Model, 'weights'> & { format: string; checksum: string; weights: string };

function parse(text: string): ModelFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    refuse(`not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(file)) refuse('not a JSON object');
  return file as unknown as ModelFile;
}

function checkShape(network: unknown): asserts network is NetworkShape {
  if (!isRecord(network)) refuse('network is not an object');
  const { sizes, activation } = network;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && Number(size) >= 1 && Number(size) <= 1e5;
  if (!Array.isArray(sizes) || sizes.length < 2 || !sizes.every(isSize))
    refuse(`network.sizes is ${JSON.stringify(sizes)}; allowed: two or more sizes of 1 to 100000`);
  if (activation !== 'relu' && activation !== 'tanh')
    refuse(`network.activation is ${JSON.stringify(activation)}; allowed: relu, tanh`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(reason: string): never {
  throw new ModelError(reason);
}

function weightBytes(weights: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * weights.length);
  for (const [i, value] of weights.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes;
}

function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
