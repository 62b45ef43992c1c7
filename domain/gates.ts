import type { GateStatus } from './states.ts';

export const gateParts = ['integration', 'accounts', 'services'] as const;
export type GatePart = (typeof gateParts)[number];

export interface GateOne {
  readonly open: boolean;
  /** What is not `pending`, in the order integration, accounts, services. */
  readonly missing: readonly { readonly part: GatePart; readonly status: Exclude<GateStatus, 'pending'> }[];
}

/**
 * Gate one (architecture.md 7): all three indicators read `pending`, meaning verified and loaded,
 * waiting for a person to map.
 */
export function gateOne(statuses: Readonly<Record<GatePart, GateStatus>>): GateOne {
  const missing = gateParts.flatMap((part) => {
    const status = statuses[part];
    return status === 'pending' ? [] : [{ part, status }];
  });
  return { open: missing.length === 0, missing };
}

type GateTwoPart = 'account-mapping' | 'service-mapping';

export interface GateTwo {
  readonly met: boolean;
  readonly missing: readonly GateTwoPart[];
}

/**
 * Gate two (architecture.md 7): at least one account and one service mapped, at the moment of Finish. Excluded accounts
 * are not mapped ones.
 */
export function gateTwo(counts: {
  readonly mappedAccounts: number;
  readonly mappedServices: number;
}): GateTwo {
  const missing: GateTwoPart[] = [];
  if (counts.mappedAccounts < 1) missing.push('account-mapping');
  if (counts.mappedServices < 1) missing.push('service-mapping');
  return { met: missing.length === 0, missing };
}
