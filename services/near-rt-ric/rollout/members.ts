/** A replica of the scenario's xApp as a member of a rollout. */
export function memberOf(name: string, replica: number): string {
  return `xapp-${name}-${replica}`;
}

/** The replica or the O-DU of a member. */
export function numberOf(member: string): number {
  return Number(member.slice(member.lastIndexOf('-') + 1));
}
