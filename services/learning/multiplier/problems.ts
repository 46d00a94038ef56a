import {
  buildTopology,
  DistributedPrecoder,
  FilterEquations,
  powerAt,
  Random,
  range,
  receivedCovariance,
  solveByNewton,
  Twin,
  WEIGHT_FLOOR,
  type Measurement,
  type Topology,
  type TopologyInit,
} from '@chorus/phy';

/** (28) as an O-RU meets it, with its solution. */
export interface Problem {
  readonly lambda: Float64Array;
  readonly phi: Float64Array;
  readonly pMax: number;
  /** By Newton, to rounding. */
  readonly xi: number;
}

/** Near-RT loops of each network: past the start, where the states of a long run lie. */
const LOOPS = 12;
/** RT loops in each. */
const RT_LOOPS = 10;

/**
 * Problems of one random network under the closed form: topology, users' antennas, reach, loading, P_max and
 * Doppler are drawn from the seed. Those whose power at xi = 0 is within P_max are left out, since they
 * are answered without a network.
 *
 * @param Nt antennas of an O-RU
 * @param seed of the network and all that happens in it
 * @param count how many to keep at most, drawn evenly from all RT loops and O-RUs
 */
export function drawProblems(Nt: number, seed: number, count: number): Problem[] {
  const random = new Random(seed, 'multiplier-problems');
  const init = drawNetwork(Nt, random);
  const topology = buildTopology(init, seed);
  const reach = random.uniform() < 0.5 ? 'served' : 'coupled';
  const solved = LOOPS * RT_LOOPS * topology.served.filter((users) => users.length > 0).length;
  const problems: Problem[] = [];
  const solve = (lambda: Float64Array, phi: Float64Array, pMax: number) => {
    const xi = solveByNewton(lambda, phi, pMax);
    const kept = powerAt(lambda, phi, 0) > pMax && random.uniform() < (1.5 * count) / solved;
    if (kept && problems.length < count)
      problems.push({ lambda: lambda.slice(), phi: phi.slice(), pMax, xi });
    return xi;
  };
  const precoders = range(topology.U).map((odu) => {
    const precoder = new DistributedPrecoder(topology, odu, { reach, coordinated: true });
    return (cell: Parameters<typeof precoder.precode>[0]) => precoder.precode(cell, solve);
  });
  const covariance = random.uniform() < 0.5;
  const filter = closedForm(topology, covariance ? null : 10 ** ((48 + 12 * random.uniform()) / 10));
  const twin = new Twin(
    topology,
    { gives: 'filters', reach, precoders, filter },
    {
      seed,
      error_db: random.uniform() < 0.25 ? -20 + 15 * random.uniform() : null,
      speed_mps: 8 * random.uniform() ** 2,
      carrier_ghz: init.carrier_ghz,
      rt_loop_ms: 1,
      rt_loops: RT_LOOPS,
      r_min: pick(random, [0, 4, 8]),
      mu_step: 0.05,
      mu_start: 1,
      start_lambda: 1e6,
    },
  );
  for (let loop = 0; loop < LOOPS; loop++) twin.loop();
  return problems;
}

/** A network of the paper's kind: its density of O-RUs within a factor of two, 1 to 6 users for 8 of them. */
function drawNetwork(nt: number, random: Random): TopologyInit {
  const integer = (low: number, high: number) => low + Math.floor((high - low + 1) * random.uniform());
  const radios = integer(12, 60);
  const users = integer(Math.ceil(radios / 8), Math.ceil((3 * radios) / 4));
  return {
    radios,
    users,
    odus: pick(random, [1, 2, 4]),
    nt,
    nr: pick(random, [1, 2, 2, 2, 4]),
    cluster: integer(2, Math.min(10, radios)),
    observed: Math.min(users, integer(1, 8)),
    area_m: 500 * Math.sqrt(radios / 100) * 2 ** (random.uniform() - 0.5),
    p_max_dbm: 20 + 20 * random.uniform(),
    noise_dbm: -114,
    carrier_ghz: 2,
    shadowing_db: pick(random, [0, 0, 8]),
  };
}

/**
 * (16)-(17) as the xApp `closed-form` applies them.
 *
 * @param loading over the noise power on what I_k leaves out of J_k; null observes the whole J_k
 */
function closedForm({ K, Nr, Ns, observed }: Topology, loading: number | null) {
  const equations = new FilterEquations(Nr, Ns);
  const block = 2 * Nr * Ns;
  const J = new Float64Array(2 * Nr * Nr);
  const Xi = observed.map((users) => new Float64Array(users.length * block));
  return (measured: Measurement, k: number, U: Float64Array, W: Float64Array) => {
    for (const [n, i] of observed[k].entries())
      for (let x = 0; x < block; x++) Xi[k][n * block + x] = measured.Xi[(k * K + i) * block + x];
    if (loading === null) J.set(measured.J.subarray(k * J.length, (k + 1) * J.length));
    else receivedCovariance(observed[k].length, Nr, Ns, Xi[k], 0, J);
    equations.receiveFilter(J, loading ?? 0, Xi[k], 0, U);
    equations.weight(U, Xi[k], 0, WEIGHT_FLOOR, W);
  };
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.uniform() * values.length)];
}
