import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, PythonScript } from '../python-script.ts';

/** What a person types where NumPy is missing; OpenBLAS makes its large products fast. */
export const INSTALL_NUMPY = 'sudo apt-get install -y python3-numpy libopenblas0-pthread';

/** Debian's Python first: its NumPy is the one that is asked for. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

/** One thread in every BLAS that NumPy may be linked with. */
const SINGLE_THREAD = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  BLIS_NUM_THREADS: '1',
};

/**
 * An OpenBLAS that is older than the processor falls back to its slowest kernels (here to a quarter of the speed), so it is told
 * which to take.
 */
function openblasKernels(): Record<string, string> {
  let flags: readonly string[] = [];
  try {
    flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  } catch (error) {
    // Only Linux says; elsewhere OpenBLAS chooses.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (flags.includes('avx512vl')) return { OPENBLAS_CORETYPE: 'SkylakeX' };
  return flags.includes('avx2') ? { OPENBLAS_CORETYPE: 'Haswell' } : {};
}

/** @returns a Python that has NumPy, null where there is none */
export function findNumpy(): string | null {
  return findPython(PYTHONS, 'numpy');
}

/** Results of a near-RT loop in NumPy; complex numbers interleaved. Null for what the scheme does not have. */
export interface NumpyResults {
  /** U_k and W_k, [K, N_r, N_s] and [K, N_s, N_s]. */
  readonly U: number[] | null;
  readonly W: number[] | null;
  /** V_k,l, [L, K, N_t, N_s], zero where O-RU l does not serve user k. */
  readonly V: number[];
  /** xi_l, [L]. */
  readonly xi: number[] | null;
}

/** `table1.py` in a process of its own, on one thread. */
export class NumpyProcess {
  private readonly script: PythonScript;

  constructor(python: string) {
    const env = { ...openblasKernels(), ...process.env, ...SINGLE_THREAD };
    this.script = new PythonScript(python, join(import.meta.dirname, 'table1.py'), env);
  }

  /** @returns versions of NumPy and of the BLAS that it runs on */
  async take(network: object): Promise<{ numpy: string; blas: string }> {
    return (await this.script.ask({ network })) as never;
  }

  /** One near-RT loop from the network's state. */
  async run(scheme: string): Promise<NumpyResults> {
    return (await this.script.ask({ run: scheme })) as NumpyResults;
  }

  /** Processor time of one more near-RT loop of a scheme that has run [ms]. */
  async time(scheme: string): Promise<number> {
    return ((await this.script.ask({ time: scheme })) as { ms: number }).ms;
  }

  close(): void {
    this.script.close();
  }
}
