import { Type, type Static } from 'typebox';
import { choice, flag, group, integer, nameOrNull, number } from './schema-fields.ts';

const orAuto = (description: string, value: number | 'auto') =>
  Type.Unsafe<number | 'auto'>({
    anyOf: [{ type: 'number', minimum: 0, maximum: 1e15 }, { const: 'auto' }],
    description,
    default: value,
  });

/**
 * The scenario: every field, its unit, its bounds and its default (the paper's Section IV where it
 * has a value). The README's reference table is printed from these descriptions.
 */
export const scenarioSchema = Type.Object(
  {
    name: Type.String({ description: 'what summaries and records call this scenario', default: 'unnamed' }),
    seed: integer('seed of positions, fading and estimation error', 0, 2 ** 31 - 1, 1),
    network: group('who is there and who serves whom', {
      radios: integer('L, O-RUs', 1, 4096, 100),
      users: integer('K, users', 1, 1024, 48),
      odus: integer('U, O-DUs: one per subarea of a grid as square as U allows', 1, 64, 4),
      nt: integer('N_t, transmit antennas of an O-RU', 1, 64, 4),
      nr: integer('N_r, receive antennas of a user', 1, 16, 2),
      cluster: integer('L^UE, O-RUs that serve a user (at most L)', 1, 4096, 8),
      observed: integer('I, users in the observed set I_k, the user itself included (at most K)', 1, 1024, 6),
      observe: choice(
        'what E2 reports: Xi_k,i for i in I_k, Xi_k,k and the covariance J_k, or Xi_k,k and the interference power p_k',
        ['neighbours', 'covariance', 'power'] as const,
        'neighbours',
      ),
      area_m: number('side of the square area, with wrap-around [m]', 1, 1e5, 500),
    }),
    radio: group('powers and propagation', {
      p_max_dbm: number('P_max of an O-RU [dBm]', -50, 80, 30),
      noise_dbm: number('noise power of a user [dBm]', -200, 0, -114),
      carrier_ghz: number('carrier frequency [GHz]', 0.1, 100, 2),
      shadowing_db: number('standard deviation of log-normal shadowing [dB]', 0, 20, 0),
    }),
    mobility: group('how fast the channel changes', {
      speed_mps: number('speed of the users [m/s]', 0, 200, 1.4),
    }),
    csi: group('what the O-DUs know of the channel', {
      error_db: Type.Unsafe<number | null>({
        anyOf: [{ type: 'number', minimum: -100, maximum: 20 }, { type: 'null' }],
        description: 'rho^2, power of the estimation error relative to beta [dB]; null for perfect CSI',
        default: null,
      }),
    }),
    clock: group('who waits for whom', {
      mode: choice(
        'lockstep waits for every answer, realtime for none',
        ['lockstep', 'realtime'] as const,
        'lockstep',
      ),
      rt_loop_ms: number('T, length of an RT loop [ms]', 0.01, 1e4, 1),
      rt_loops: integer('N_RT, RT loops in a near-RT loop', 1, 1000, 10),
      near_rt_loops: integer('near-RT loops to run; 0 runs until stopped', 0, 1e9, 0),
      warm_up_loops: integer(
        'near-RT loops that realtime runs in lockstep first, while code is compiled; no timing counts them',
        0,
        1e9,
        0,
      ),
      scheduling: choice(
        'of ru-sim and O-DUs: fifo puts them before every other process, as realtime wants (Linux, privileged)',
        ['normal', 'fifo'] as const,
        'normal',
      ),
    }),
    qos: group('minimum rates, constraint (10b)', {
      r_min: number('R_k^min of every user at the start [bit/s/Hz]', 0, 100, 4),
      mu_step: number('delta_k, the step of (29)', 0, 10, 0.05),
      mu_start: number('mu_k at the start (Algorithm 2)', 0, 100, 1),
    }),
    scheme: group('which apps run and what travels between them', {
      name: choice(
        'the precoding scheme',
        ['proposed', 'c-rzf', 'd-rzf', 'p-rzf', 'drl-wmmse'] as const,
        'proposed',
      ),
    }),
    ru_sim: group('how the network is simulated; no result hangs on it', {
      shards: integer('processes that share the users and O-RUs, a region each (at most K)', 1, 64, 1),
    }),
    rzf: group('regularised zero-forcing and the first precoders', {
      lambda: orAuto(
        'lambda of (39) and (41) over the noise power; auto tunes it on this network (see chorus tune)',
        'auto',
      ),
      start_lambda: number('lambda of the D-RZF precoders that every run starts from', 0, 1e12, 1e6),
    }),
    xapp: group('the xApp of the near-RT RIC', {
      name: nameOrNull(
        "closed-form, actor, weighted-interference, c-rzf, p-rzf or a module's path; null takes the scheme's own",
      ),
      replicas: integer('processes that share the users', 1, 64, 1),
      loading_db: Type.Unsafe<number | null>({
        anyOf: [{ type: 'number', minimum: -100, maximum: 200 }, { type: 'null' }],
        description: 'diagonal loading of J_k over the noise power [dB]; null for none',
        default: null,
      }),
      model: nameOrNull('the model that an actor starts with, one of deploy/models or a path; null for none'),
      explore: flag(
        'an actor draws its actions and reports its experience, as training on the testbed needs',
        false,
      ),
    }),
    odu: group('the dApps of the O-DUs', {
      multiplier: Type.String({
        description: "dApp 1, solves (28): newton, bisection, network, network-plain or a module's path",
        default: 'newton',
      }),
      precoder: nameOrNull(
        "dApp 2: served (30), wide, wmmse (43), d-rzf (41), relay, or a module's path; null takes the scheme's own",
      ),
      model: nameOrNull(
        "the model of dApp 1, one of deploy/models or a path; null for the dApp's own, if it has one",
      ),
    }),
    d2: group('what O-DUs tell each other', {
      payload: choice(
        "the sums of H_i,j V_k,j, or the paper's H and V; both give the same Z (22)",
        ['sums', 'channels'] as const,
        'sums',
      ),
    }),
    impairments: group('delays and losses, seeded, so that lockstep repeats them', {
      e2_delay_slots: integer('RT loops between a control and its taking effect', 0, 1000, 0),
      e2_loss: number('probability that a control to an O-DU is lost', 0, 1, 0),
      d2_delay_slots: integer('RT loops between a D2 message and its taking effect', 0, 1000, 0),
      d2_loss: number('probability that a D2 message is lost', 0, 1, 0),
    }),
  },
  { additionalProperties: false },
);

/** A validated scenario with every default filled in. */
export type Scenario = Static<typeof scenarioSchema>;
