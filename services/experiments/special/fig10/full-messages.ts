import { filterUsers, type Topology } from '@chorus/phy';
import type { Reach } from '@chorus/contracts';
import type { ControlMessage, IndicationMessage, Report } from '@chorus/platform/proto.ts';

/** float32: four bytes a real number, eight a complex one. */
const REAL = 4;
const COMPLEX = 8;

/**
 * A report of an O-DU's users or links with zeros for numbers: of the size that it has in a run.
 *
 * @param odu whose report
 */
export function fullReport(topology: Topology, odu: number, report: Report): IndicationMessage {
  const { Nr, Nt, Ns, usersOfAnchor, observed, radiosOfOdu, served, coupled } = topology;
  if (report === 'SERVED_CSI' || report === 'COUPLED_CSI') {
    const reported = report === 'SERVED_CSI' ? served : coupled;
    const links = radiosOfOdu[odu].reduce((sum, l) => sum + reported[l].length, 0);
    return message({ channel: links * Nr * Nt * COMPLEX });
  }
  const users = usersOfAnchor[odu];
  const blocks = report === 'NEIGHBOURS' ? observed[0].length : 1;
  const sizes = {
    channel: users.length * blocks * Nr * Ns * COMPLEX,
    covariance: report === 'COVARIANCE' ? users.length * Nr * Nr * REAL : 0,
    interference: report === 'POWER' ? users.length * REAL : 0,
    reward: users.length * REAL,
  };
  return { ...message(sizes), users: [...users] };
}

/** U_k and W_k for an O-DU, of the users that its precoder's sums reach. */
export function fullFilters(topology: Topology, odu: number, reach: Reach): ControlMessage {
  const { Nr, Ns } = topology;
  const users = filterUsers(topology, odu, reach);
  const u = Buffer.alloc(users.length * Nr * Ns * COMPLEX);
  const w = Buffer.alloc(users.length * Ns * Ns * REAL);
  return { users, u, w, v: Buffer.alloc(0), rMin: Buffer.alloc(0) };
}

/** V_k,l of every link of an O-DU. */
export function fullPrecoders(topology: Topology, odu: number): ControlMessage {
  const { Nt, Ns, radiosOfOdu, served } = topology;
  const links = radiosOfOdu[odu].reduce((sum, l) => sum + served[l].length, 0);
  const none = Buffer.alloc(0);
  return {
    users: filterUsers(topology, odu, 'served'),
    u: none,
    w: none,
    v: Buffer.alloc(links * Nt * Ns * COMPLEX),
    rMin: none,
  };
}

type Tensor = Exclude<keyof IndicationMessage, 'users'>;

function message(bytes: Partial<Record<Tensor, number>>): IndicationMessage {
  const of = (name: Tensor) => Buffer.alloc(bytes[name] ?? 0);
  return {
    users: [],
    channel: of('channel'),
    covariance: of('covariance'),
    reward: of('reward'),
    interference: of('interference'),
  };
}
