import type { IntegrationKey } from '../../domain/keys.ts';
import { ArmedAnswer, ArmIntegration } from '../../contracts/api/decisions.ts';
import { endQueuedApprovals } from '../../use-cases/write-back/approval-ends.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/core/database.ts';
import { type Integration, lockIntegration, setArmed } from '../../db/core/integrations.ts';
import { composeTouched } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/touched-groups.ts';
import { isoOrNull } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { IdParams, keyOf, requireConnected, requireFinished } from './integration-of.ts';
import { approveProof, type ProofRequest } from './prove-write-right.ts';

const tag = 'Usage';

/** Only an armed integration writes; arming sends no proposal (RULES 8). */
export const armingRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/arm',
    privileged: true,
    tag,
    summary: 'Allow writing; on consent, prove the right to write on one line',
    role: 'admin',
    params: IdParams,
    body: { schema: ArmIntegration, example: { proveLineId: '7001' } },
    answers: { 200: ArmedAnswer },
    problems: ['PhaseRefused', 'ProofLineUnsuitable'],
    idempotency: 'stored',
    handle: async (call) =>
      ok(await arm(call.deps.db, keyOf(call), call.body.proveLineId ?? null, requestOf(call))),
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/disarm',
    tag,
    summary: 'Stop writing: what is queued is cancelled, decisions become proposals',
    role: 'admin',
    params: IdParams,
    answers: { 200: ArmedAnswer },
    problems: ['PhaseRefused'],
    idempotency: 'stored',
    handle: async (call) => ok(await disarm(call.deps.db, keyOf(call), requestOf(call))),
  }),
];

const requestOf = ({ caller, address, requestId }: Omit<ProofRequest, 'now'>): ProofRequest => ({
  caller,
  address,
  requestId,
  now: new Date(),
});

function arm(db: Database, key: IntegrationKey, proveLineId: string | null, request: ProofRequest) {
  return db.transaction().execute(async (tx) => {
    const integration = await locked(tx, key);
    requireFinished(integration.phase);
    await setArmed(tx, key, true);
    const approvalId = proveLineId === null ? null : await approveProof(tx, key, proveLineId, request);
    await composeTouched(tx, key, onlyGroups([]), request.now);
    if (!integration.armed || approvalId !== null)
      await audit(tx, key, 'integration.armed', request, { proveLineId, approvalId });
    return answerOf(integration, { armed: true, approvalId, cancelled: 0 });
  });
}

/** What is being sent already goes on to its end; its outcome must be known (architecture.md 5). */
function disarm(db: Database, key: IntegrationKey, request: ProofRequest) {
  return db.transaction().execute(async (tx) => {
    const integration = await locked(tx, key);
    requireConnected(integration.phase);
    const cancelled = await endWriting(tx, integration, key, request);
    return answerOf(integration, { armed: false, approvalId: null, cancelled });
  });
}

/** The same of an integration in any phase, where everything is stopped. True: it was armed. */
export async function disarmInside(tx: Tx, key: IntegrationKey, request: ProofRequest): Promise<boolean> {
  const integration = await locked(tx, key);
  if (integration.armed) await endWriting(tx, integration, key, request);
  return integration.armed;
}

async function endWriting(
  tx: Tx,
  integration: Integration,
  key: IntegrationKey,
  request: ProofRequest,
): Promise<number> {
  await setArmed(tx, key, false);
  const end = { code: 'Disarmed', detail: 'writing was disarmed' } as const;
  const ended = await endQueuedApprovals(tx, key, end, request.caller.actor, request.now);
  await composeTouched(tx, key, onlyGroups(ended.map(({ groupKey }) => groupKey)), request.now);
  const cancelled = ended.length;
  if (integration.armed) await audit(tx, key, 'integration.disarmed', request, { cancelled });
  return cancelled;
}

async function locked(tx: Tx, key: IntegrationKey): Promise<Integration> {
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  return integration;
}

const answerOf = (
  { writeRight, writeRightAt }: Integration,
  done: { readonly armed: boolean; readonly approvalId: string | null; readonly cancelled: number },
) => ({ ...done, writeRight, writeRightAt: isoOrNull(writeRightAt) });

const audit = (
  tx: Tx,
  key: IntegrationKey,
  action: 'integration.armed' | 'integration.disarmed',
  { caller, address, requestId }: ProofRequest,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> =>
  recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action,
    objectKind: 'integration',
    objectId: key.integrationId,
    integrationId: key.integrationId,
    detail,
    address,
    requestId,
  });
