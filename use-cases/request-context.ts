import { type Actor, systemActor } from '../domain/keys.ts';

/** Who causes something, by which request and when: what every audit entry of it has in common. */
export interface RequestContext {
  readonly tenantId: string;
  readonly actor: Actor;
  /** Of the HTTP request; null: none caused it. */
  readonly requestId: string | null;
  /** From where, where the audit says so: sign-ins, keys, members, write-back, credentials. */
  readonly address?: string;
  readonly now: Date;
}

/** Nobody asked: Seatwise itself found it due. */
export const bySystem = ({ tenantId }: Pick<RequestContext, 'tenantId'>, now: Date): RequestContext => ({
  tenantId,
  actor: systemActor,
  requestId: null,
  now,
});
