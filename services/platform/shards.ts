import { parseEndpoint } from './endpoint.ts';
import { ChorusError } from './errors.ts';

/** What a shard is called; the first is the one that publishes records and is asked for impairments. */
export function shardName(shard: number): string {
  return shard === 0 ? 'ru-sim' : `ru-sim-${shard}`;
}

/** The addresses of `--ofh`, which commas part. @throws ChorusError CHORUS_USAGE */
export function parseOfh(text: string): string[] {
  const addresses = text.split(',');
  for (const address of addresses) parseEndpoint(address);
  return addresses;
}

/** Where each shard listens, by shard. @throws ChorusError CHORUS_USAGE unless there are as many as shards */
export function shardAddresses(ofh: string, shards: number): string[] {
  const addresses = parseOfh(ofh);
  if (addresses.length === shards) return addresses;
  throw new ChorusError('CHORUS_USAGE', {
    reason: `--ofh ${ofh}: this scenario has ${shards} shards of ru-sim; allowed: as many addresses, with commas`,
  });
}

/** Where shard `shard` listens: its own of all addresses, or the only one. @throws ChorusError CHORUS_USAGE */
export function listenAddress(ofh: string, shard: number, shards: number): string {
  const addresses = parseOfh(ofh);
  return addresses.length === 1 ? addresses[0] : shardAddresses(ofh, shards)[shard];
}
