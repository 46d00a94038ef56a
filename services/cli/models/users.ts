import { createHash } from 'node:crypto';
import { ChorusError } from '@chorus/platform/errors.ts';

/** Users of a text such as "1,2,7-9", ascending, each once. @throws ChorusError CHORUS_USAGE */
export function parseUsers(text: string): number[] {
  const users = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim()) ?? [];
    if (first === undefined || Number(last) < Number(first)) throw wrong(text);
    for (let user = Number(first); user <= Number(last); user++) users.add(user);
  }
  return [...users].sort((a, b) => a - b);
}

/** Longest list of users in a policy's name: HTTP servers take path segments of some length only. */
const LONGEST = 40;

/**
 * The A1 policy of a group of users, one for each group, so that a group's new model takes the place of its old one.
 *
 * @param users ascending; undefined for all
 */
export function policyOf(kind: string, users: readonly number[] | undefined): string {
  const list = users?.join('.') ?? 'all';
  const short = list.length <= LONGEST ? list : createHash('sha256').update(list).digest('hex').slice(0, 16);
  return `${kind}-${short}`;
}

function wrong(text: string): ChorusError {
  const reason = `--users is ${JSON.stringify(text)}; allowed: numbers and ranges, for instance 1,2,7-9`;
  return new ChorusError('CHORUS_USAGE', { reason });
}
