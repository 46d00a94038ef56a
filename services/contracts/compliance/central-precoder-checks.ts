import assert from 'node:assert/strict';
import { spreadCsi, type Topology } from '@chorus/phy';
import type { PrecoderXApp } from '../xapp.ts';
import { assertFinite, type Check } from './check.ts';
import { drawState, networks } from './state.ts';

export type MakeCentral = (topology: Topology) => PrecoderXApp;

/** What an xApp that gives the precoders themselves must do. */
export function centralPrecoderChecks(make: MakeCentral): Check[] {
  return Object.entries(networks).flatMap(([network, topology]) => {
    const { K, L, Nt, Ns } = topology;
    const check = (name: string, run: () => void): Check => ({ name: `${name}, on ${network}`, run });
    const precode = (app: PrecoderXApp, H: Float64Array, V = new Float64Array(2 * K * L * Nt * Ns)) => {
      app.precode(H, V);
      return V;
    };
    return [
      check('gives finite precoders, within P_max at every O-RU, zero where it does not serve', () => {
        const app = make(topology);
        assert.match(app.name, /\S/, 'name');
        for (const seed of [41, 42]) checkPrecoders(topology, precode(app, reported(topology, app, seed)));
      }),
      check('does so while an E2 node has not reported', () => {
        const app = make(topology);
        for (let u = 0; u < topology.U; u++) {
          checkPrecoders(topology, precode(app, reported(topology, app, 43, u)));
        }
      }),
      check('repeats, and keeps nothing from one RT loop to the next', () => {
        const [used, fresh] = [make(topology), make(topology)];
        const V = precode(used, reported(topology, used, 44));
        const H = reported(topology, used, 45);
        // The same memory again, with the last precoders in it.
        assert.deepEqual(precode(used, H, V), precode(fresh, H), 'a fresh instance differs');
      }),
      check('only reads the channels', () => {
        const app = make(topology);
        const H = reported(topology, app, 46);
        const before = H.slice();
        precode(app, H);
        assert.deepEqual(H, before);
      }),
    ];
  });
}

/** H as E2 brings it: what the xApp asks for, float32, nothing of O-DU `missing`. */
function reported(topology: Topology, { csi }: PrecoderXApp, seed: number, missing?: number): Float64Array {
  const { K, L, Nr, Nt } = topology;
  assert.ok(['served', 'coupled'].includes(csi), `csi is ${csi}`);
  const H = new Float64Array(2 * K * L * Nr * Nt);
  const cells = drawState(topology, seed).cells.filter(({ odu }) => odu !== missing);
  spreadCsi(topology, cells, csi, H);
  return H.map(Math.fround);
}

function checkPrecoders({ K, L, Nt, Ns, serving, pMax }: Topology, V: Float64Array): void {
  assertFinite(V, 'V');
  const power = new Float64Array(L);
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < L; l++) {
      const at = 2 * (k * L + l) * Nt * Ns;
      const own = V.subarray(at, at + 2 * Nt * Ns).reduce((sum, v) => sum + v * v, 0);
      if (!serving[k].includes(l)) assert.equal(own, 0, `O-RU ${l} does not serve user ${k}`);
      power[l] += own;
    }
  }
  for (let l = 0; l < L; l++) assert.ok(power[l] <= pMax * (1 + 1e-9), `O-RU ${l} transmits ${power[l]} W`);
}
