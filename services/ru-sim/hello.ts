/** What an O-DU has to agree with. */
export interface Greeting {
  /** U, how many O-DUs there are. */
  readonly odus: number;
  /** Of our scenario. */
  readonly digest: string;
  readonly shard: number;
  readonly shards: number;
}

/**
 * Reads the payload of Hello, `{odu, digest, shard, shards}`, the last two 0 and 1 where they are absent.
 *
 * @returns the O-DU's number, or why it is refused
 */
export function readHello(
  payload: Buffer,
  { odus, digest, shard, shards }: Greeting,
): { odu: number } | { reason: string } {
  let hello: { odu?: unknown; digest?: unknown; shard?: unknown; shards?: unknown } | null;
  try {
    hello = JSON.parse(payload.toString('utf8')) as typeof hello;
  } catch (error) {
    return { reason: `Hello is not JSON: ${(error as Error).message}` };
  }
  const odu = hello?.odu;
  if (typeof odu !== 'number' || !Number.isInteger(odu) || odu < 0 || odu >= odus)
    return { reason: `O-DU ${JSON.stringify(odu)}; allowed: 0 to ${odus - 1}` };
  if (hello?.digest !== digest)
    return { reason: `another scenario (digest ${JSON.stringify(hello?.digest)}, here ${digest})` };
  const theirs = `shard ${JSON.stringify(hello.shard ?? 0)} of ${JSON.stringify(hello.shards ?? 1)}`;
  const ours = `shard ${shard} of ${shards}`;
  if (theirs !== ours) return { reason: `meant for ${theirs}, this is ${ours}` };
  return { odu };
}
