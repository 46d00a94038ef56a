/** What A1's status says of a policy. */
export interface A1Status {
  readonly enforceStatus: 'ENFORCED' | 'NOT_ENFORCED';
  readonly enforceReason: string;
  /** Where it was tried and cannot be. */
  readonly refused?: boolean;
  readonly nearRtLoop?: number;
  readonly slot?: number;
}

/** Path of a policy at the near-RT RIC; of a type's policies without an id. */
export function a1Path(type: number, id?: string): string {
  const policies = `/A1-P/v2/policytypes/${type}/policies`;
  return id === undefined ? policies : `${policies}/${encodeURIComponent(id)}`;
}
