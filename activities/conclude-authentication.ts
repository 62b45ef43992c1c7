import type { Actor } from '../domain/keys.ts';
import type { CredentialVerdict, ReconActivities } from '../contracts/temporal/activities.ts';
import type { CommandResult } from '../contracts/temporal/messages.ts';
import { setsOf } from '../domain/kinds.ts';
import { canMove, type IntegrationPhase, phasesBeforeFinish } from '../domain/states.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { credentialSummaries, promoteCandidates, recordProbes } from '../db/secrets/credentials.ts';
import type { Tx } from '../db/core/database.ts';
import { type Integration, readGates, setGate, touchIntegration } from '../db/core/integrations.ts';
import { movePhase } from '../use-cases/runs/move-phase.ts';
import { raiseNotice } from '../db/notices/notices.ts';
import { closeRefusals } from '../use-cases/write-back/settled-notices.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { isCredentialCode, showsRefusals } from './credential-codes.ts';
import { noteTimeZoneOf } from './psa-time-zone.ts';
import { refusal, workCommand } from './work-command.ts';
import { definitionOf } from '../contracts/errors.ts';

/**
 * The answer of `authenticate`. Success promotes the candidates and opens loading; failure changes neither the
 * integration nor its working credentials, but an active one whose working key is refused needs attention
 * (architecture.md 4).
 */
export function createConcludeAuthentication({
  db,
  kinds,
}: ActivityDependencies): ReconActivities['concludeAuthentication'] {
  return function concludeAuthentication(input) {
    return workCommand(db, input, async (tx, integration, { actor }) => {
      const sets = setsOf(kinds, integration);
      const missing = sets.filter((set) => !input.verdicts.some((verdict) => verdict.set === set));
      if (missing.length > 0) {
        return refusal(
          'CredentialSetMissing',
          `missing: ${missing.join(', ')}`,
          missing.map((set) => ({ set })),
        );
      }
      await recordProbes(tx, input, input.verdicts);
      const failed = input.verdicts.filter((verdict) => !verdict.ok);
      const answer =
        failed.length > 0
          ? await refuse(tx, integration, input.verdicts)
          : await accept(tx, integration, input.verdicts, sets);
      await audit(tx, integration, actor, input.verdicts);
      return answer;
    });
  };
}

async function accept(
  tx: Tx,
  integration: Integration,
  verdicts: readonly CredentialVerdict[],
  sets: readonly string[],
): Promise<CommandResult> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  await promoteCandidates(tx, key);
  await noteTimeZoneOf(tx, key, verdicts);
  await setGate(tx, key, 'integration', { status: 'pending', loaded: {}, code: null, detail: null });
  await closeRefusals(tx, key, sets);
  const next = phaseAfter(integration.phase);
  if (next !== integration.phase) await movePhase(tx, key, next, null, new Date());
  else await touchIntegration(tx, key);
  return { status: 200, body: { credentials: verdicts.map(entry) } };
}

/** A first success opens loading; later ones repair without loading again: a second authenticate changes nothing. */
function phaseAfter(phase: IntegrationPhase): IntegrationPhase {
  if (phase === 'awaiting-credentials') return 'loading';
  return phase === 'needs-attention' && canMove('integration-phase', phase, 'active') ? 'active' : phase;
}

async function refuse(
  tx: Tx,
  integration: Integration,
  verdicts: readonly CredentialVerdict[],
): Promise<CommandResult> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const failed = verdicts.filter(({ ok }) => !ok);
  // A refused candidate leaves the working version alone; a refused working version stops everything (architecture.md
  // 4).
  const inUse = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
  const dead = failed.flatMap(({ set, code, detail, credentialId }) =>
    code !== null && isCredentialCode(code) && inUse.some(({ id }) => id === credentialId)
      ? { set, cause: { code, detail: detail ?? code } }
      : [],
  );
  await closeGate(tx, integration, failed[0], dead[0]?.cause);
  for (const { set, cause: why } of dead)
    await raiseNotice(tx, key, { code: 'CredentialsRefused', subject: set, detail: why.detail });
  if (dead[0] !== undefined && showsRefusals(integration.phase))
    await movePhase(tx, key, 'needs-attention', dead[0].cause, new Date());
  else await touchIntegration(tx, key);
  return refusal(
    'CredentialsRefused',
    `${failed.length} of ${verdicts.length} credentials were refused`,
    verdicts.map(entry),
  );
}

/**
 * Before the first success the indicator says what is wrong, always the newest cause; afterwards and until Finish the
 * refusal of a working key closes gate one again. A finished integration says it by its phase.
 */
async function closeGate(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  failed: CredentialVerdict | undefined,
  dead: { readonly code: string; readonly detail: string } | undefined,
): Promise<void> {
  const key = { tenantId, integrationId };
  const isVerified = (await readGates(tx, key)).integration.status === 'pending';
  const isSetUp = phasesBeforeFinish.includes(phase);
  const cause = (isSetUp ? dead : undefined) ?? (isVerified ? undefined : failed);
  if (cause === undefined || cause.code === null) return;
  await setGate(tx, key, 'integration', {
    status: 'error',
    loaded: {},
    code: cause.code,
    detail: cause.detail,
  });
}

/** One entry per credential, the good ones too: each failure with its own cause and advice. */
function entry(verdict: CredentialVerdict) {
  const definition = verdict.code === null ? null : definitionOf(verdict.code);
  return {
    set: verdict.set,
    ok: verdict.ok,
    code: verdict.code,
    title: definition?.title ?? null,
    advice: verdict.detail,
    facts: verdict.facts,
  };
}

function audit(
  tx: Tx,
  integration: Integration,
  actor: Actor,
  verdicts: readonly CredentialVerdict[],
): Promise<void> {
  return recordAudit(tx, {
    tenantId: integration.tenantId,
    actor,
    action: verdicts.every(({ ok }) => ok) ? 'credentials.verified' : 'credentials.refused',
    objectKind: 'integration',
    objectId: integration.id,
    integrationId: integration.id,
    detail: {
      verdicts: verdicts.map(({ set, ok, code, credentialId }) => ({ set, ok, code, credentialId })),
    },
  });
}
