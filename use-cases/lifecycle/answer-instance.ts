import { message } from '../../messages/message.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  expectRecords,
  keptInstances,
  type KeptInstance,
  noteMove,
  probedInstances,
  recordsOfMapped,
} from '../../db/integrations/instances.ts';
import { type Integration, setWriteBackEnabled } from '../../db/integrations/integrations.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import type { InstanceQuestionCode } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Instant } from '../../domain/quantity.ts';
import { credentialSummaries } from '../../db/secrets/credentials.ts';
import { psaSet } from '../../domain/credentials.ts';
import {
  answersTo,
  type Instance,
  instanceDifference,
  type InstanceAnswer,
  instanceQuestionCodes,
  isOtherList,
} from '../../domain/instances.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { beginDisconnect } from './disconnect.ts';
import { prepareSuccessor } from './successor-integration.ts';

interface Answered {
  readonly phase: IntegrationPhase;
  /** The same integration, or the one that takes its place. */
  readonly integrationId: string;
}

export interface AnswerOfInstance {
  readonly credentialId: string;
  /** When the question that is answered was asked, or the open move began. */
  readonly askedAt: Instant;
  readonly answer: InstanceAnswer;
}

/** Of the integration's kinds. */
export interface AnswerContext {
  readonly sets: readonly string[];
  /** The ordinary conclusion of these verdicts, once nothing differs any more. */
  readonly authenticate: () => Promise<object | Rejected>;
}

/**
 * An administrator's answer to an open question (RULES 14). Nothing is changed unless the question is still the one that
 * the administrator saw, and every credential is accepted just now and answers as it did when the question was asked.
 */
export async function answerInstance(
  tx: Tx,
  integration: Integration,
  { credentialId, askedAt, answer }: AnswerOfInstance,
  verdicts: readonly CredentialVerdict[],
  context: AnswerContext,
  by: RequestContext,
): Promise<Answered | Rejected> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const sides = await keptInstances(tx, key);
  const asked = await askedBehind(tx, key, sides, credentialId);
  if (asked?.at.getTime() !== Date.parse(askedAt) || integration.phase === 'disconnecting')
    return rejected('InstanceQuestionGone');
  if (!answersTo[asked.code].includes(answer))
    return rejected(asked.code, message('rejections.other-instance-only'));
  const isAccepted = context.sets.every((set) =>
    verdicts.some((verdict) => verdict.set === set && verdict.ok),
  );
  if (!isAccepted) {
    // Whatever was rejected is told, and noted, as by authenticating.
    const outcome = await context.authenticate();
    return isRejected(outcome) ? outcome : rejected('InstanceQuestionGone');
  }
  const probed = await probedInstances(
    tx,
    key,
    verdicts.map((verdict) => verdict.credentialId),
  );
  const found = probed.find(({ set }) => set === psaSet)?.instance ?? null;
  const shared = probed.find((one) => one.credentialId === credentialId)?.sharedAccounts ?? null;
  if (found === null || !isStill(asked, found, shared)) return rejected('InstanceQuestionGone');
  await recordAudit(tx, {
    ...by,
    action: 'integration.instance-answered',
    ...aboutIntegration(key),
    detail: { answer, side: asked.of.side, code: asked.code, kept: asked.of.kept, found },
  });
  return answer === 'moved'
    ? moved(tx, integration, asked, found, context, by)
    : another(tx, integration, sides, { found, isAboutList: isAboutList(asked) }, by);
}

/** What may be answered about a credential. */
interface Asked {
  readonly code: InstanceQuestionCode;
  /** When it was asked; of a move, when that began. */
  readonly at: Date;
  readonly of: KeptInstance;
  readonly found: { readonly id: string | null; readonly address: string | null };
}

/** The open question about a credential. A move that is not proven yet can be answered again; null: nothing is asked. */
async function askedBehind(
  tx: Tx,
  key: IntegrationKey,
  sides: readonly KeptInstance[],
  credentialId: string,
): Promise<Asked | null> {
  for (const of of sides) {
    const { question } = of;
    if (question?.credentialId === credentialId)
      return { code: question.code, at: question.askedAt, of, found: question.found };
  }
  const moving = sides.find(({ question, move }) => question === null && move !== null);
  if (moving?.move == null) return null;
  const isInUse = (await credentialSummaries(tx, key)).some(
    ({ id, set, state }) => id === credentialId && set === psaSet && state === 'working',
  );
  return isInUse ? { code: 'AddressChanged', at: moving.move.since, of: moving, found: moving.kept } : null;
}

/** Whether it still answers as it did when it was asked about. @param shared see `isOtherList` */
function isStill(asked: Asked, { id, address }: Instance, shared: number | null): boolean {
  if (isAboutList(asked) && !isOtherList(shared)) return false;
  const { of, found } = asked;
  return of.side === 'vendor' || ((found.id === id || found.id === null) && found.address === address);
}

/** Whether the list of accounts or companies alone showed another parent or instance. */
const isAboutList = ({ code, of, found }: Pick<Asked, 'code' | 'of' | 'found'>): boolean =>
  code === 'OtherInstance' &&
  (of.side === 'vendor' || instanceDifference(of.kept, { ...of.kept, id: found.id }) === null);

/** Write-back is off until a complete read has proven the move (`prove-move.ts`). */
async function moved(
  tx: Tx,
  integration: Integration,
  { of: { move, question, expectsRecords } }: Asked,
  { address }: Instance,
  { authenticate }: AnswerContext,
  by: RequestContext,
): Promise<Answered | Rejected> {
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  if (move === null) {
    if (!expectsRecords) await expectRecords(tx, key, await recordsOfMapped(tx, key, null));
  } else if (move.differences !== null && question === null)
    // Answered again: what the complete read found is accepted, and what it lacked is not asked for any more.
    await expectRecords(tx, key, await recordsOfMapped(tx, key, move.since));
  const wasWriteBackEnabled = integration.writeBackEnabled || move?.wasWriteBackEnabled === true;
  await noteMove(tx, key, { address, wasWriteBackEnabled, at: by.now });
  await setWriteBackEnabled(tx, key, false);
  for (const code of instanceQuestionCodes) await closeNotices(tx, key, code, 'psa');
  const outcome = await authenticate();
  if (isRejected(outcome)) return outcome;
  return { phase: integration.phase, integrationId: integration.id };
}

/** What waits is void, and another integration takes the place of this one once its open writes are resolved. */
async function another(
  tx: Tx,
  integration: Integration,
  sides: readonly KeptInstance[],
  other: { readonly found: Instance; readonly isAboutList: boolean },
  by: RequestContext,
): Promise<Answered | Rejected> {
  const hasOtherParent = sides.some(({ side, question }) => side === 'vendor' && question !== null);
  const ofList = other.isAboutList || hasOtherParent;
  const successor = await prepareSuccessor(tx, integration, { ...other, isAboutList: ofList }, by);
  const ended = { code: 'OtherInstance', detail: message('write-back.ended.other-instance') } as const;
  const begun = await beginDisconnect(tx, integration, by, ended);
  return isRejected(begun) ? begun : { phase: begun.phase, integrationId: successor.integrationId };
}
