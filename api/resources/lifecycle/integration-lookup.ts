import { z } from 'zod';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { Id } from '../../../contracts/api/common.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { readGates } from '../../../db/integrations/gates.ts';
import { findIntegration, type Integration } from '../../../db/integrations/integrations.ts';
import { type GateOne, gateOne } from '../../../domain/gates.ts';
import { type IntegrationPhase, phasesBeforeFinish } from '../../../domain/states.ts';
import { rejectsConnected } from '../../../use-cases/locked-integration.ts';
import { unlessRejected } from '../../carry-out.ts';
import { Problem } from '../../problems.ts';
import { message } from '../../../messages/message.ts';
import type { Caller } from '../../sign-in/caller.ts';

export const IdParams = z.object({ id: Id });

export const keyOf = (call: {
  readonly caller: Caller;
  readonly params: { readonly id: string };
}): IntegrationKey => ({
  tenantId: call.caller.tenantId,
  integrationId: call.params.id,
});

/** A foreign id answers exactly like an unknown one. */
export async function integrationOf(db: Queryable, key: IntegrationKey): Promise<Integration> {
  const integration = await findIntegration(db, key);
  if (integration === null) throw new Problem('NotFound');
  return integration;
}

/** Gate one checks mapping decisions, set-up review and finish, until Finish (architecture.md 7). */
export async function requireGateOne(db: Queryable, integration: Integration): Promise<void> {
  requireConnected(integration.phase);
  if (!phasesBeforeFinish.includes(integration.phase)) return;
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const gates = await readGates(db, key);
  const gate = gateOne({
    integration: gates.integration.status,
    accounts: gates.accounts.status,
    services: gates.services.status,
  });
  if (gate.open) return;
  throw new Problem('GateNotMet', {
    detail: message('requests.gate-closed', { parts: gate.missing.map(partMessage) }),
    items: gate.missing.map((missing) => ({
      code: 'GateNotMet',
      ...missing,
      detail: partMessage(missing),
    })),
  });
}

const partMessage = ({ part, status }: GateOne['missing'][number]) =>
  message(`requests.gate-part.${part}`, { status });

/** Nothing is decided, stored or started on an integration that is being, or was, disconnected. */
export const requireConnected = (phase: IntegrationPhase): void => {
  unlessRejected(rejectsConnected(phase));
};
