import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEndpoint } from '@chorus/platform/endpoint.ts';
import { ChorusError } from '@chorus/platform/errors.ts';
import { parseOfh, shardAddresses } from '@chorus/platform/shards.ts';
import { assertFree, freePorts } from './ports.ts';

/** Where the parts of a testbed meet; `http` by the name of the process. */
export interface Addresses {
  redis: string;
  nats: string;
  /** Of one shard of ru-sim after the other, with commas. */
  ofh: string;
  e2: string;
  xappApi: string;
  http: Record<string, string>;
}

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const MAX_SOCKET_PATH = 103;

/**
 * Chooses addresses for a testbed.
 *
 * @param names of the processes that serve HTTP
 * @param fixed `name=HOST:PORT` texts, as of `--listen`; a name is redis, nats, ofh, e2, xapp-api or a process's
 * @param shards of ru-sim, each with an address on O-FH
 * @throws ChorusError CHORUS_USAGE, CHORUS_PORT_IN_USE
 */
export async function chooseAddresses(
  folder: string,
  names: readonly string[],
  fixed: readonly string[] = [],
  shards = 1,
): Promise<Addresses> {
  const wanted = parseFixed(fixed, names);
  const ofh = wanted.get('ofh');
  if (ofh !== undefined) shardAddresses(ofh, shards);
  for (const [name, addresses] of wanted)
    for (const address of parseOfh(addresses)) await assertFree(address, name);
  const ports = await freePorts(4 + names.length);
  let taken = 0;
  const choose = (name: string) => wanted.get(name) ?? `127.0.0.1:${ports[taken++]}`;
  return {
    redis: choose('redis'),
    nats: choose('nats'),
    ofh: ofh ?? (await ofhAddresses(folder, shards)),
    e2: choose('e2'),
    xappApi: choose('xapp-api'),
    http: Object.fromEntries(names.map((name) => [name, choose(name)])),
  };
}

function parseFixed(fixed: readonly string[], names: readonly string[]): Map<string, string> {
  const allowed = ['redis', 'nats', 'ofh', 'e2', 'xapp-api', ...names];
  return new Map(
    fixed.map((text) => {
      const [, name = '', address = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (!allowed.includes(name))
        throw new ChorusError('CHORUS_USAGE', {
          reason: `--listen ${text}: expected NAME=HOST:PORT, NAME one of ${allowed.join(', ')}`,
        });
      if (name === 'ofh') parseOfh(address);
      else parseEndpoint(address);
      return [name, address];
    }),
  );
}

/** Unix sockets in the run's folder, in the temporary folder where that path is too long, else TCP. */
async function ofhAddresses(folder: string, shards: number, temporary = tmpdir()): Promise<string> {
  const names = Array.from({ length: shards }, (_, s) => (s === 0 ? 'ofh.sock' : `ofh-${s}.sock`));
  const fit = (folder: string) =>
    names.every((name) => Buffer.byteLength(join(folder, name)) <= MAX_SOCKET_PATH);
  const sockets = (folder: string) => names.map((name) => `unix:${join(folder, name)}`).join();
  if (fit(folder)) return sockets(folder);
  const short = mkdtempSync(join(temporary, 'chorus-'));
  if (fit(short)) return sockets(short);
  return (await freePorts(shards)).map((port) => `127.0.0.1:${port}`).join();
}
