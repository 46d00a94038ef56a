/** The command line that makes the same model again, wherever it runs. */
export function trainCommandLine(name: string, set: readonly string[], seed: number | undefined): string {
  const words = [
    name,
    ...set.flatMap((text) => ['--set', text]),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
  ];
  return ['./scripts/chorus train', ...words.map(quote)].join(' ');
}

/** As a POSIX shell takes it. */
export function quote(word: string): string {
  return /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
