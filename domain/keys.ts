/** Who a row belongs to: by it every statement on a table of a tenant is filtered. */
export interface IntegrationKey {
  readonly tenantId: string;
  readonly integrationId: string;
}

export const actorKinds = ['member', 'api-key', 'system', 'schedule'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Who did it: a member, an API key, the system itself or a Schedule. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
}

export const systemActor: Actor = { kind: 'system', id: 'seatwise' };
