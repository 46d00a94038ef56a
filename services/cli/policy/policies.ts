import type { A1Client, PolicyStatus } from '@chorus/non-rt-ric/a1-client.ts';
import { untilDone } from '../on-testbed.ts';
import { alignedTable } from '../summary/table.ts';

/** A policy as A1 has it. */
export interface PolicyEntry {
  readonly type: number;
  readonly id: string;
  readonly policy: unknown;
  readonly status: PolicyStatus;
}

/** Every policy of every type. @throws ChorusError CHORUS_A1_FAILED */
export async function listPolicies(a1: A1Client): Promise<PolicyEntry[]> {
  const entries: PolicyEntry[] = [];
  for (const type of await a1.typeIds())
    for (const id of await a1.policyIds(type))
      entries.push({ type, id, policy: await a1.policy(type, id), status: await a1.status(type, id) });
  return entries;
}

/** One a line. */
export function policiesTable(entries: readonly PolicyEntry[]): string {
  if (entries.length === 0) return 'there are no policies';
  const rows = entries.map(({ type, id, policy, status }) => [
    id,
    String(type),
    status.enforceStatus,
    status.slot === undefined ? '-' : String(status.slot),
    JSON.stringify(policy),
  ]);
  return alignedTable([['policy', 'type', 'status', 'from slot', 'content'], ...rows]);
}

/** Puts a policy and waits until it is ENFORCED. @throws ChorusError CHORUS_A1_INVALID, CHORUS_A1_FAILED, CHORUS_PEER_TIMEOUT */
export async function enforce(
  a1: A1Client,
  { type, id, policy }: Omit<PolicyEntry, 'status'>,
  patienceS: number,
): Promise<PolicyStatus> {
  await a1.putPolicy(type, id, policy);
  const waitedFor = { peer: 'an O-DU that the policy concerns', address: `policy ${id}` };
  return untilDone(waitedFor, { patienceS }, async () => {
    const status = await a1.status(type, id);
    return { done: status.enforceStatus === 'ENFORCED' ? status : null, reason: status.enforceReason };
  });
}
