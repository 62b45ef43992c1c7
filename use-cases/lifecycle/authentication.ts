import { message, sentences } from '../../messages/message.ts';
import type { RejectedItem } from '../../contracts/stored/rejection.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { canMove, type IntegrationPhase, phasesBeforeFinish, showsRejections } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import { credentialSummaries, promoteCandidates, recordProbes } from '../../db/secrets/credentials.ts';
import type { Tx } from '../../db/model/database.ts';
import { readGates, setGate } from '../../db/integrations/gates.ts';
import { type Integration, touchIntegration } from '../../db/integrations/integrations.ts';
import type { RequestContext } from '../request-context.ts';
import { type InstanceQuestionCode, instanceQuestionCodes } from '../../domain/instances.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { compareInstances, type DifferingInstance, keepInstances } from './instances.ts';
import { movePhase } from './move-phase.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { closeRejections } from '../notices/settled-notices.ts';
import { noteTimeZoneOf } from './psa-time-zone.ts';
import { causeMessage } from '../cause-message.ts';

interface Verified {
  /** One entry for each credential; in the form of those that were rejected, with nothing to say. */
  readonly credentials: readonly (Pick<CredentialVerdict, 'set' | 'facts'> & {
    readonly ok: true;
    readonly code: null;
    readonly title: null;
    readonly advice: null;
  })[];
}

/** What an integration needs, and with which of it the vendor's accounts are listed. */
export interface CredentialSets {
  readonly sets: readonly string[];
  readonly listedWith: string;
}

/**
 * The answer of `authenticate`. Success promotes the candidates and opens loading; failure changes neither the
 * integration nor its working credentials, but an active one whose working key is rejected needs attention
 * (architecture.md 4).
 * @param isFinal of a code: nothing works until a person changes the credential
 */
export async function concludeAuthentication(
  tx: Tx,
  integration: Integration,
  { sets, listedWith }: CredentialSets,
  verdicts: readonly CredentialVerdict[],
  isFinal: (code: string) => boolean,
  by: RequestContext,
): Promise<Verified | Rejected> {
  const missing = sets.filter((set) => !verdicts.some((verdict) => verdict.set === set));
  if (missing.length > 0) {
    const items = missing.map((set) => ({ set }));
    return rejected(
      'CredentialSetMissing',
      message('requests.credentials-missing', { sets: missing }),
      items,
    );
  }
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const differing = await compareInstances(tx, key, verdicts, by);
  const evaluated = verdicts.map((verdict) => withInstance(verdict, differing));
  await recordProbes(tx, key, evaluated);
  const answer = evaluated.every(({ ok }) => ok)
    ? await accept(tx, integration, { sets, listedWith }, evaluated, by.now)
    : await reject(tx, integration, evaluated, isFinal, by.now);
  await recordAudit(tx, {
    ...by,
    action: isRejected(answer) ? 'credentials.rejected' : 'credentials.verified',
    ...aboutIntegration(key),
    detail: {
      verdicts: evaluated.map(({ set, ok, code, credentialId }) => ({ set, ok, code, credentialId })),
    },
  });
  return answer;
}

/** An accepted credential of another instance, or at another address, is not taken before an administrator answers. */
function withInstance(
  verdict: CredentialVerdict,
  differing: readonly DifferingInstance[],
): CredentialVerdict {
  const difference = differing.find(({ set }) => set === verdict.set);
  return difference === undefined
    ? verdict
    : { ...verdict, ok: false, code: difference.code, detail: difference.detail };
}

async function accept(
  tx: Tx,
  integration: Integration,
  { sets, listedWith }: CredentialSets,
  verdicts: readonly CredentialVerdict[],
  now: Date,
): Promise<Verified> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  await promoteCandidates(tx, key);
  await keepInstances(tx, key, verdicts, listedWith, now);
  await noteTimeZoneOf(tx, key, verdicts);
  await setGate(tx, key, 'integration', { status: 'pending', loaded: {}, code: null, detail: null });
  await closeRejections(tx, key, sets);
  const next = phaseAfter(integration.phase);
  if (next !== integration.phase) await movePhase(tx, key, next, null, now);
  else await touchIntegration(tx, key);
  return {
    credentials: verdicts.map(({ set, facts }) => ({
      set,
      ok: true,
      code: null,
      title: null,
      advice: null,
      facts,
    })),
  };
}

/** A first success opens loading; later ones repair without loading again: a second authenticate changes nothing. */
function phaseAfter(phase: IntegrationPhase): IntegrationPhase {
  if (phase === 'awaiting-credentials') return 'loading';
  return phase === 'needs-attention' && canMove('integration-phase', phase, 'active') ? 'active' : phase;
}

async function reject(
  tx: Tx,
  integration: Integration,
  verdicts: readonly CredentialVerdict[],
  isFinal: (code: string) => boolean,
  now: Date,
): Promise<Rejected> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const failed = verdicts.filter(({ ok }) => !ok);
  // A rejected candidate leaves the working version alone; a rejected working version stops everything (architecture.md
  // 4).
  const inUse = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
  const dead = failed.flatMap(({ set, code, detail, credentialId }) =>
    code !== null && isFinal(code) && inUse.some(({ id }) => id === credentialId)
      ? { set, cause: { code, detail } }
      : [],
  );
  await closeGate(tx, integration, failed[0], dead[0]?.cause);
  for (const { set, cause: why } of dead)
    await raiseNotice(tx, key, {
      code: 'CredentialsRejected',
      subject: set,
      detail: causeMessage(why.code, why.detail),
    });
  if (dead[0] !== undefined && showsRejections(integration.phase))
    await movePhase(tx, key, 'needs-attention', dead[0].cause, now);
  else await touchIntegration(tx, key);
  const code = failed.map((verdict) => verdict.code).find(isInstanceQuestion);
  if (code !== undefined && failed.every((verdict) => isInstanceQuestion(verdict.code)))
    return rejected(
      code,
      sentences(failed.flatMap(({ detail }) => (detail === null ? [] : detail))),
      verdicts.map(entry),
    );
  return rejected(
    'CredentialsRejected',
    message('rejections.credentials', { rejected: failed.length, all: verdicts.length }),
    verdicts.map(entry),
  );
}

const isInstanceQuestion = (code: string | null): code is InstanceQuestionCode =>
  instanceQuestionCodes.some((one) => one === code);

/**
 * Before the first success the indicator says what is wrong, always the newest cause; afterwards and until Finish the
 * rejection of a working key closes gate one again. A finished integration says it by its phase.
 */
async function closeGate(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  failed: CredentialVerdict | undefined,
  dead: Pick<CredentialVerdict, 'code' | 'detail'> | undefined,
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
const entry = ({ set, ok, code, detail, facts }: CredentialVerdict): RejectedItem => ({
  set,
  ok,
  code,
  detail,
  // The advice is that of the code.
  ...(code === null ? { advice: null } : {}),
  facts,
});
