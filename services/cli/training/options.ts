import { ChorusError } from '@chorus/platform/errors.ts';

/** N_t of `--nt`, ascending. @throws ChorusError CHORUS_USAGE */
export function antennas(text: string): number[] {
  if (!/^\d{1,2}(,\d{1,2})*$/.test(text) || text.split(',').some((nt) => Number(nt) < 1 || Number(nt) > 64))
    throw wrong('--nt', text, 'whole numbers from 1 to 64, separated by commas');
  return [...new Set(text.split(',').map(Number))].sort((a, b) => a - b);
}

/** A reference line of `--line`, beside those before. @throws ChorusError CHORUS_USAGE */
export function reference(
  text: string,
  before: readonly { label: string; value: number }[],
): { label: string; value: number }[] {
  const [, label, number] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  const value = Number(number);
  if (label === undefined || number.trim() === '' || !Number.isFinite(value))
    throw wrong('--line', text, 'LABEL=VALUE, for instance D-RZF=88.6');
  return [...before, { label, value }];
}

function wrong(option: string, text: string, allowed: string): ChorusError {
  return new ChorusError('CHORUS_USAGE', {
    reason: `${option} is ${JSON.stringify(text)}; allowed: ${allowed}`,
  });
}
