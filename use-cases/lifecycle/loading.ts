import { type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { readGates, setGate } from '../../db/integrations/gates.ts';
import { type Integration, setPhase } from '../../db/integrations/integrations.ts';
import type { RequestContext } from '../request-context.ts';
import { phaseName, lockedIntegration } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/** Reads accounts and PSA again before Finish; afterwards every sync does. */
export async function beginLoading(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  by: RequestContext,
): Promise<{ readonly phase: 'loading' } | Rejected> {
  if (phase !== 'loading' && phase !== 'mapping')
    return rejected('PhaseRejected', message('rejections.loading-in-setup', { phase: phaseName(phase) }));
  const key = { tenantId, integrationId };
  for (const part of ['accounts', 'services'] as const)
    await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
  await setPhase(tx, key, 'loading', null);
  await recordAudit(tx, { ...by, action: 'integration.load-requested', ...aboutIntegration(key) });
  return { phase: 'loading' };
}

interface Loaded {
  readonly phase: IntegrationPhase;
  /** Of a part that could not be loaded. */
  readonly cause?: { readonly code: string; readonly detail: Message | null };
}

/** Opens mapping when every part is loaded; else the phase stays and the gates say why. */
export async function concludeLoading(tx: Tx, key: IntegrationKey): Promise<Loaded | Rejected> {
  const integration = await lockedIntegration(tx, key);
  if (isRejected(integration)) return integration;
  // A disconnect may have come meanwhile: it wins.
  if (integration.phase !== 'loading') return { phase: integration.phase };
  const gates = await readGates(tx, key);
  const failed = [gates.accounts, gates.services].find((gate) => gate.status !== 'pending');
  if (failed === undefined) {
    await setPhase(tx, key, 'mapping', null);
    return { phase: 'mapping' };
  }
  const cause = { code: failed.code ?? 'LoadFailed', detail: failed.detail };
  await setPhase(tx, key, 'loading', cause);
  return { phase: 'loading', cause };
}
