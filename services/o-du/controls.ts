import type { OduCell } from '@chorus/phy';
import { ControlHeader, ControlMessage, PRECODING, type RicControlRequest } from '@chorus/platform/proto.ts';
import { checkRateSteps, type RateSteps } from '@chorus/platform/rate-steps.ts';
import type { Scenario } from '@chorus/platform/scenario.ts';
import { firstSlot } from '@chorus/platform/slots.ts';
import { decodeTensor, unpackHermitian } from '@chorus/platform/tensors.ts';
import { Refusal } from './causes.ts';
import type { FilterStore } from './filter-store.ts';
import { isLost } from './impairments.ts';
import type { ImpairmentsInForce } from './impairments-in-force.ts';
import type { PrecoderStore } from './precoder-store.ts';

/** Where the O-DU's clock stands when a control comes. */
export interface Now {
  /** The slot that is being answered, or the next one. */
  readonly slot: number;
  /** The newest near-RT loop that a control may be made for. */
  readonly nearRtLoop: number;
}

/** What a control led to, as RICControlAcknowledge says it. */
export interface Applied {
  applied: number;
  appliedAtSlot: number;
}

interface Components {
  cell: OduCell;
  scenario: Scenario;
  impairments: Pick<ImpairmentsInForce, 'at'>;
  filters: FilterStore;
  precoders: PrecoderStore;
  /** Users that the O-DU serves. */
  served: readonly number[];
  /** Users whose U_k and W_k it takes: those, or all that are coupled with its O-RUs. */
  wanted: { has(user: number): boolean };
  sendMinimumRates(steps: RateSteps): void;
}

/** Checks controls of the near-RT RIC and takes them over. A refused control changes nothing. */
export class Controls {
  private readonly components: Components;
  private readonly served: ReadonlySet<number>;

  constructor(components: Components) {
    this.components = components;
    this.served = new Set(components.served);
  }

  /** @throws Refusal, ChorusError CHORUS_MESSAGE_INVALID, CHORUS_PAYLOAD_LENGTH, CHORUS_PAYLOAD_NOT_FINITE */
  take({ ranFunction, header, message }: RicControlRequest, now: Now): Applied {
    if (ranFunction !== PRECODING.id)
      throw new Refusal('RIC_REQUEST', 'ran-function-id-invalid', `RAN function ${ranFunction}`);
    const head = ControlHeader.decode(header);
    const body = ControlMessage.decode(message);
    if (head.style === 'FILTERS') return this.takeFilters(head.nearRtLoop, body, now);
    if (head.style === 'PRECODERS') return this.takePrecoders(head.slot, body, now);
    if (head.style === 'QUALITY_OF_SERVICE') return this.takeMinimumRates(body, now);
    throw new Refusal('RIC_REQUEST', 'control-style-not-supported', `style ${String(head.style)}`);
  }

  private takeFilters(nearRtLoop: number, { users, u, w }: ControlMessage, now: Now): Applied {
    const { cell, scenario, impairments, filters, wanted } = this.components;
    const { Nr, Ns } = cell.topology;
    checkAscending(users, (k) => wanted.has(k), 'users whose filters this O-DU works with');
    if (nearRtLoop < 0 || nearRtLoop > now.nearRtLoop)
      throw new Refusal('RIC_REQUEST', 'loop-out-of-range', `loop ${nearRtLoop}; at most ${now.nearRtLoop}`);
    if (filters.isStale(nearRtLoop, users))
      throw new Refusal(
        'RIC_REQUEST',
        'control-message-stale',
        `newer filters than loop ${nearRtLoop}'s are here`,
      );
    const U = new Float64Array(2 * users.length * Nr * Ns);
    const packed = new Float64Array(users.length * Ns * Ns);
    const W = new Float64Array(2 * users.length * Ns * Ns);
    decodeTensor(u, U, 'u');
    decodeTensor(w, packed, 'w');
    for (let n = 0; n < users.length; n++) unpackHermitian(packed, n * Ns * Ns, Ns, W, 2 * n * Ns * Ns);
    filters.note(nearRtLoop, users);
    const first = firstSlot(nearRtLoop, scenario.clock.rt_loops);
    this.mayLose(nearRtLoop, first);
    const fromSlot = first + impairments.at(first).e2_delay_slots;
    filters.add(nearRtLoop, fromSlot, users, U, W);
    return { applied: users.length, appliedAtSlot: Math.max(fromSlot, now.slot) };
  }

  private takePrecoders(slot: number, { users, v }: ControlMessage, now: Now): Applied {
    const { cell, impairments, precoders } = this.components;
    const { Nt, Ns } = cell.topology;
    checkAscending(users, (k) => this.served.has(k), 'users that this O-DU serves');
    // The slot that starts a run is precoded by the O-DU itself, and none is known before its Downlink.
    if (slot < 1 || slot > now.slot)
      throw new Refusal('RIC_REQUEST', 'slot-out-of-range', `slot ${slot}; at most ${now.slot}`);
    if (precoders.isStale(slot, users))
      throw new Refusal(
        'RIC_REQUEST',
        'control-message-stale',
        `newer precoders than slot ${slot}'s are here`,
      );
    const links = precoders.countLinks(users);
    const V = new Float64Array(2 * links * Nt * Ns);
    decodeTensor(v, V, 'v');
    precoders.note(slot, users);
    this.mayLose(slot, slot);
    const fromSlot = slot + impairments.at(slot).e2_delay_slots;
    precoders.add({ slot, fromSlot, users, V }, now.slot);
    return { applied: links, appliedAtSlot: Math.max(fromSlot, now.slot) };
  }

  private takeMinimumRates({ users, fromSlot = [], rMin: bytes }: ControlMessage, now: Now): Applied {
    const { K } = this.components.cell.topology;
    const rMin = new Float64Array(users.length);
    decodeTensor(bytes, rMin, 'r_min');
    const steps = { users, fromSlot: fromSlot.length > 0 ? fromSlot : users.map(() => 0), rMin };
    checkRateSteps(steps, K);
    this.components.sendMinimumRates(steps);
    return { applied: users.length, appliedAtSlot: now.slot + 1 };
  }

  /**
   * A lost control has come as far as the clock is concerned, but takes no effect, and the answer says so.
   *
   * @param when the loop or slot that the control is made for: what is lost of it is lost whole
   * @param slot the first that it is made for: the impairments in force there are its own
   */
  private mayLose(when: number, slot: number): void {
    const { scenario, cell, impairments } = this.components;
    if (isLost(scenario.seed, `e2-loss.${cell.odu}.${when}`, impairments.at(slot).e2_loss))
      throw new Refusal('MISC', 'lost', 'lost on purpose: e2_loss');
  }
}

function checkAscending(users: readonly number[], allowed: (user: number) => boolean, which: string): void {
  for (const [n, user] of users.entries()) {
    if (allowed(user) && (n === 0 || user > users[n - 1])) continue;
    const detail = `users[${n}] is ${user}; allowed: ${which}, ascending`;
    throw new Refusal('RIC_REQUEST', 'control-message-invalid', detail);
  }
}
