/** What stands where a number is not known. */
export const none = '–';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count with thousands set apart: `61,440`. */
export function count(value: number): string {
  return Number.isFinite(value) ? grouped.format(value) : none;
}

/** A number to so many decimals. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return none;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

const prefixes = ['', 'k', 'M', 'G', 'T'];

/** To three digits under an SI prefix: `12.3 kB/s`; the unit follows the prefix. */
export function scaled(value: number, unit: string): string {
  if (!Number.isFinite(value)) return none;
  let size = Math.abs(value);
  let prefix = 0;
  // 999.5 would be shown as 1000.
  while (size >= 999.5 && prefix < prefixes.length - 1) {
    size /= 1000;
    prefix++;
  }
  const decimals = (prefix === 0 && Number.isInteger(size)) || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  const sign = value < 0 ? '-' : '';
  return `${sign}${size.toFixed(decimals)} ${prefixes[prefix]}${unit}`.trimEnd();
}

/** Bytes a second. */
export const byteRate = (value: number): string => scaled(value, 'B/s');

/** Milliseconds to three digits, below 1 ms in microseconds. */
export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return none;
  if (value < 0.9995) return `${(value * 1000).toFixed(0)} µs`;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ms`;
}

/** A time of day of a wall clock, UTC: `14:03:07`. */
export function timeOfDay(unixMs: number): string {
  return Number.isFinite(unixMs) ? new Date(unixMs).toISOString().slice(11, 19) : none;
}

/** A length of time: `1 h 02 min`, `2 min 05 s`, `7.3 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return none;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(seconds % 60)} s`;
}
