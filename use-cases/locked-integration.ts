import { message } from '../messages/message.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { type IntegrationPhase, phasesBeforeFinish } from '../domain/states.ts';
import type { Tx } from '../db/model/database.ts';
import { type Integration, lockIntegration } from '../db/integrations/integrations.ts';
import { type Rejected, rejected } from './outcome.ts';

const ended: readonly IntegrationPhase[] = ['disconnecting', 'disconnected'];

/** Nothing is decided, stored or started on an integration that is being, or was, disconnected; null: it is connected. */
export const rejectsConnected = (phase: IntegrationPhase): Rejected | null =>
  ended.includes(phase) ? inPhase(phase) : null;

/** Nothing is decided or written before Finish, nor once disconnecting; null: it may be. */
export const rejectsFinished = (phase: IntegrationPhase): Rejected | null =>
  phasesBeforeFinish.includes(phase) || ended.includes(phase) ? inPhase(phase) : null;

const inPhase = (phase: IntegrationPhase): Rejected =>
  rejected('PhaseRejected', message('rejections.phase', { phase: phaseName(phase) }));

export const phaseName = (phase: IntegrationPhase) => message(`rejections.phase.${phase}`);

/** The row under its lock, which comes before all others (architecture.md 5). */
export async function lockedIntegration(
  tx: Tx,
  key: IntegrationKey,
  rejects: (phase: IntegrationPhase) => Rejected | null = () => null,
): Promise<Integration | Rejected> {
  const integration = await lockIntegration(tx, key);
  return integration === null ? rejected('NotFound') : (rejects(integration.phase) ?? integration);
}
