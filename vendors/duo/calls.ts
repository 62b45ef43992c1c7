/** Every call the product makes to Duo: reads only, a closed list (architecture.md 8; duo.md 2, 3, 4). */
export const vendorCalls = {
  accountList: { method: 'POST', path: '/accounts/v1/account/list', signed: true },
  users: { method: 'GET', path: '/admin/v1/users', signed: true },
  summary: { method: 'GET', path: '/admin/v1/info/summary', signed: true },
  edition: { method: 'GET', path: '/admin/v1/billing/edition', signed: true },
  ping: { method: 'GET', path: '/auth/v2/ping', signed: false },
} as const satisfies Record<string, { method: 'GET' | 'POST'; path: string; signed: boolean }>;

export type DuoCallName = keyof typeof vendorCalls;
