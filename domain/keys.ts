/** Who a row belongs to: by it every statement on a table of a tenant is filtered. */
export interface IntegrationKey {
  readonly tenantId: string;
  readonly integrationId: string;
}

/** Who did it: a member, an API key, the system itself or a Schedule. */
export interface Actor {
  readonly kind: 'member' | 'api-key' | 'system' | 'schedule';
  readonly id: string;
}

export const systemActor: Actor = { kind: 'system', id: 'seatwise' };
