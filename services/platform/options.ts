import { parseArguments } from './arguments.ts';
import { parseEndpoint, parseTcpEndpoint, parseTcpEndpoints } from './endpoint.ts';
import { ChorusError } from './errors.ts';
import { parseRedisAddress } from './redis-address.ts';
import { parseOfh } from './shards.ts';

/** How a process is configured beside its scenario: docs/interfaces.md, "Configuration of a process". */
export interface ProcessOptions {
  scenario: string;
  set: string[];
  index: number;
  http: string;
  redis: string;
  nats: string;
  /** Of one shard after the other, with commas. */
  ofh: string;
  e2: string;
  xappApi: string;
  a1: string;
  ruSim: string;
  nonRtRic: string;
  models: string;
  modelsUrl: string;
  patienceS: number;
  logLevel: string;
}

/** [option, variable, default, what it means] */
const table = [
  ['scenario', 'CHORUS_SCENARIO', 'paper', 'file, or the name of one in deploy/scenarios'],
  ['set', 'CHORUS_SET', '', 'path=value, overrides the scenario; repeatable (";" in the variable)'],
  ['index', 'CHORUS_INDEX', '0', 'which O-DU, replica of the xApp or shard of ru-sim'],
  ['http', 'CHORUS_HTTP', '127.0.0.1:0', '/healthz and /metrics; near-rt-ric also A1 and /e2'],
  ['redis', 'CHORUS_REDIS', '127.0.0.1:6379', 'the SDL, HOST:PORT or sentinel://HOST:PORT,.../NAME'],
  ['nats', 'CHORUS_NATS', '127.0.0.1:4222', "D2 and KPIs, HOST:PORT; those of a cluster's servers by commas"],
  ['ofh', 'CHORUS_OFH', '127.0.0.1:38472', 'O-FH, HOST:PORT or unix:PATH; shards of ru-sim by commas'],
  ['e2', 'CHORUS_E2', '127.0.0.1:36421', 'E2'],
  ['xapp-api', 'CHORUS_XAPP_API', '127.0.0.1:36422', 'the xApp API of the near-RT RIC'],
  ['a1', 'CHORUS_A1', 'http://127.0.0.1:10000', 'A1 of the near-RT RIC, a URL'],
  ['ru-sim', 'CHORUS_RU_SIM', 'http://127.0.0.1:10003', 'REST of ru-sim, a URL'],
  ['non-rt-ric', 'CHORUS_NON_RT_RIC', 'http://127.0.0.1:10001', 'REST of the non-RT RIC, a URL'],
  ['models', 'CHORUS_MODELS', '', "the model registry's folder; by default `models` in CHORUS_HOME"],
  ['models-url', 'CHORUS_MODELS_URL', '', 'where others reach the registry; by default the HTTP address'],
  ['patience-s', 'CHORUS_PATIENCE_S', '20', 'how long to wait for a peer [s]'],
  ['log-level', 'CHORUS_LOG_LEVEL', 'info', 'trace, debug, info, warn, error, fatal or silent'],
] as const;
type OptionName = (typeof table)[number][0];

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Options from the command line, else from the environment, else their defaults.
 *
 * @returns null when help is asked for
 * @throws ChorusError CHORUS_USAGE
 */
export function parseOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): ProcessOptions | null {
  const given = parse(argv);
  if (given['help'] === true) return null;
  const text = (name: OptionName): string => {
    const [, variable, fallback] = table.find(([option]) => option === name) as (typeof table)[number];
    return (given[name] as string | undefined) ?? (environment[variable] || fallback);
  };
  const fromEnvironment = (environment['CHORUS_SET'] ?? '').split(';').map((part) => part.trim());
  return {
    scenario: text('scenario'),
    set: [...fromEnvironment.filter((part) => part !== ''), ...((given['set'] as string[]) ?? [])],
    index: check('--index', text('index'), /^\d{1,6}$/, 'an integer from 0'),
    http: tcp(text('http')),
    redis: redis(text('redis')),
    nats: cluster(text('nats')),
    ofh: parseOfh(text('ofh')).join(),
    e2: address(text('e2')),
    xappApi: address(text('xapp-api')),
    a1: text('a1'),
    ruSim: text('ru-sim'),
    nonRtRic: text('non-rt-ric'),
    models: text('models'),
    modelsUrl: text('models-url'),
    patienceS: check('--patience-s', text('patience-s'), /^(?=.*[1-9])\d+(\.\d+)?$/, 'seconds above 0'),
    logLevel: oneOf('--log-level', text('log-level'), levels),
  };
}

/** What `--help` prints. */
export function optionsHelp(describe: string): string {
  const rows = table.map(([option, variable, fallback, meaning]) => {
    const value = fallback === '' ? '' : ` (${fallback})`;
    return `  --${option.padEnd(12)} ${variable.padEnd(18)} ${meaning}${value}`;
  });
  return [describe, '', 'Options, environment variables and (defaults):', ...rows, ''].join('\n');
}

function parse(argv: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    table.map(([name]) => [name, { type: 'string' as const, multiple: name === 'set' }]),
  );
  return parseArguments(argv, { ...options, help: { type: 'boolean' } });
}

function check(option: string, text: string, pattern: RegExp, allowed: string): number {
  if (!pattern.test(text))
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${option} is ${JSON.stringify(text)}; allowed: ${allowed}`,
    });
  return Number(text);
}

function oneOf(option: string, text: string, allowed: string[]): string {
  if (!allowed.includes(text))
    throw new ChorusError('CHORUS_USAGE', {
      reason: `${option} is ${JSON.stringify(text)}; allowed: ${allowed.join(', ')}`,
    });
  return text;
}

function address(text: string): string {
  parseEndpoint(text);
  return text;
}

function tcp(text: string): string {
  parseTcpEndpoint(text);
  return text;
}

function cluster(text: string): string {
  parseTcpEndpoints(text);
  return text;
}

function redis(text: string): string {
  parseRedisAddress(text);
  return text;
}
