import type { ModelRecord } from '../records/types.ts';

type Value = string | number | null | undefined;

/** `precoder served -> wide, multiplier newton -> bisection`; empty where nothing changed. */
export function changesOf(before: object, after: object): string {
  const was = before as Record<string, Value>;
  return Object.entries(after as Record<string, Value>)
    .filter(([field, value]) => was[field] !== value)
    .map(([field, value]) => `${field} ${word(was[field])} -> ${word(value)}`)
    .join(', ');
}

/** One text for each new R_k^min [bit/s/Hz]: `R_min of users 1, 2: 4 -> 6`. @param before, after [K] */
export function minimumRateChanges(before: readonly number[], after: readonly number[]): string[] {
  const byChange = new Map<string, number[]>();
  for (let k = 0; k < after.length; k++) {
    if (before[k] === after[k]) continue;
    const change = `${word(before[k])} -> ${word(after[k])}`;
    byChange.set(change, [...(byChange.get(change) ?? []), k]);
  }
  return [...byChange].map(([change, users]) => `R_min of ${usersInWords(users, after.length)}: ${change}`);
}

/** What changed in the models at work, and since when as the newest of them says; null where nothing did. */
export function modelChange(
  before: readonly ModelRecord[],
  after: readonly ModelRecord[],
): { text: string; at: { nearRtLoop: number; slot: number } | null } | null {
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  const came = after.filter((model) => !had.has(keyOf(model)));
  const went = before.filter((model) => !has.has(keyOf(model)));
  if (came.length === 0 && went.length === 0) return null;
  if (came.length === 0) return { text: `${went.map(nameOf).join(', ')}: out`, at: null };
  const newest = came.reduce((a, b) => (b.nearRtLoop > a.nearRtLoop ? b : a));
  return { text: came.map((model) => `${nameOf(model)} for ${model.users} users`).join(', '), at: newest };
}

function keyOf({ target, model, version, users, nearRtLoop }: ModelRecord): string {
  return [target, model, version, users, nearRtLoop].join('\0');
}

function nameOf({ target, model, version }: ModelRecord): string {
  return `${target} model ${model}@${version}`;
}

function usersInWords(users: readonly number[], K: number): string {
  if (users.length === K) return 'all users';
  const some = users.slice(0, 8).join(', ');
  const more = users.length > 8 ? ` and ${users.length - 8} more` : '';
  return `${users.length === 1 ? 'user' : 'users'} ${some}${more}`;
}

/** Numbers as people wrote them before they went through float32. */
function word(value: Value): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return value ?? 'none';
}
