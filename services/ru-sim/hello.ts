/**
 * Reads the payload of Hello, `{odu, digest}`.
 *
 * @param odus U, how many O-DUs there are
 * @param digest of our scenario
 * @returns the O-DU's number, or why it is refused
 */
export function readHello(
  payload: Buffer,
  odus: number,
  digest: string,
): { odu: number } | { reason: string } {
  let hello: { odu?: unknown; digest?: unknown } | null;
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
  return { odu };
}
