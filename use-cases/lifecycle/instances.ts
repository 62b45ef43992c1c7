import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  askAboutInstance,
  dropInstanceQuestion,
  expectRecords,
  keepInstance,
  keptInstances,
  type KeptInstance,
  probedInstances,
  recordsOfMapped,
} from '../../db/integrations/instances.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { credentialSummaries } from '../../db/secrets/credentials.ts';
import { psaSet } from '../../domain/credentials.ts';
import {
  type Instance,
  instanceDifference,
  type InstanceQuestionCode,
  instanceQuestionCodes,
  type InstanceSide,
  instanceWords,
  isOtherList,
} from '../../domain/instances.ts';
import { type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { RequestContext } from '../request-context.ts';

type Probed = Awaited<ReturnType<typeof probedInstances>>[number];

/** Credentials that answered, but as another instance or at another address than the kept one. */
export interface DifferingInstance {
  readonly code: InstanceQuestionCode;
  readonly set: string;
  readonly detail: Message;
  /** True: the credential in use itself answers so. */
  readonly isWorking: boolean;
}

/**
 * Compares what accepted credentials belong to with what is kept, and keeps what is new (RULES 14). A difference is
 * stored as a question with notice and audit, once. The caller holds the integration's row lock.
 */
export async function compareInstances(
  tx: Tx,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
  by: RequestContext,
): Promise<readonly DifferingInstance[]> {
  const accepted = verdicts.filter(({ ok }) => ok).map(({ credentialId }) => credentialId);
  const probed = await probedInstances(tx, key, accepted);
  const working = (await credentialSummaries(tx, key)).filter(({ state }) => state === 'working');
  const kept = await keptInstances(tx, key);
  const differing: DifferingInstance[] = [];
  for (const one of probed) {
    const isWorking = working.some(({ id }) => id === one.credentialId);
    const question =
      one.set === psaSet
        ? await comparePsa(tx, key, one, kept, isWorking, by)
        : await compareVendor(tx, key, one, kept, by);
    if (question !== null) differing.push({ ...question, set: one.set, isWorking });
  }
  return differing;
}

type Difference = Pick<DifferingInstance, 'code' | 'detail'>;

async function comparePsa(
  tx: Tx,
  key: IntegrationKey,
  probed: Probed,
  kept: readonly KeptInstance[],
  isWorking: boolean,
  by: RequestContext,
): Promise<Difference | null> {
  const { instance: found } = probed;
  if (found === null) return null;
  const known = kept.find(({ side }) => side === 'psa') ?? null;
  const former = known?.kept ?? (await instanceOfWorking(tx, key));
  if (known === null && former !== null) await keepInstance(tx, key, 'psa', former, by.now);
  if (former === null) return null;
  const differs = instanceDifference(former, found);
  const hasOtherCompanies = differs === null && isOtherList(probed.sharedAccounts);
  const code = hasOtherCompanies ? 'OtherInstance' : differs;
  if (code === null) return null;
  const detail = hasOtherCompanies
    ? message('instances.other-companies', { host: probed.host })
    : message('instances.other', { found: instanceWords(found), kept: instanceWords(former) });
  // Before anything is read there: afterwards names would be compared with themselves.
  if (code === 'AddressChanged' && isWorking && known?.question?.credentialId !== probed.credentialId)
    await expectRecords(tx, key, await recordsOfMapped(tx, key, null));
  await ask(tx, key, 'psa', { code, detail }, probed, found, known, by);
  return { code, detail };
}

/** What the working credential belongs to, where it was asked: of an integration from before that was kept. */
async function instanceOfWorking(tx: Tx, key: IntegrationKey): Promise<Instance | null> {
  const working = (await credentialSummaries(tx, key)).filter(
    ({ state, set }) => state === 'working' && set === psaSet,
  );
  const [probed] = await probedInstances(
    tx,
    key,
    working.map(({ id }) => id),
  );
  return probed?.instance ?? null;
}

async function compareVendor(
  tx: Tx,
  key: IntegrationKey,
  probed: Probed,
  kept: readonly KeptInstance[],
  by: RequestContext,
): Promise<Difference | null> {
  if (!isOtherList(probed.sharedAccounts)) return null;
  const detail = message('instances.other-parent', { host: probed.host });
  const known = kept.find(({ side }) => side === 'vendor') ?? null;
  const found = { id: null, address: probed.host };
  if (known === null) await keepInstance(tx, key, 'vendor', found, by.now);
  await ask(tx, key, 'vendor', { code: 'OtherInstance', detail }, probed, found, known, by);
  return { code: 'OtherInstance', detail };
}

/** Asked again about the same credential and the same found instance, it is neither audited nor counted again. */
async function ask(
  tx: Tx,
  key: IntegrationKey,
  side: InstanceSide,
  { code, detail }: Difference,
  { credentialId }: Probed,
  found: Instance,
  known: KeptInstance | null,
  by: RequestContext,
): Promise<void> {
  const before = known?.question ?? null;
  const isNew =
    before?.code !== code ||
    before.credentialId !== credentialId ||
    before.found.id !== found.id ||
    before.found.address !== found.address;
  if (isNew) await askAboutInstance(tx, key, side, { code, credentialId, found, askedAt: by.now });
  await keepNotice(tx, key, { code, subject: side, detail });
  if (isNew)
    await recordAudit(tx, {
      ...by,
      action: 'integration.instance-differs',
      ...aboutIntegration(key),
      detail: { side, code, credentialId, kept: known?.kept ?? null, found },
    });
}

/**
 * Keeps what the accepted credentials belong to: nothing of it differs. What was asked before is over.
 * @param listedWith the vendor's set whose host is kept; null: that is left alone
 */
export async function keepInstances(
  tx: Tx,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
  listedWith: string | null,
  now: Date,
): Promise<void> {
  const probed = await probedInstances(
    tx,
    key,
    verdicts.map(({ credentialId }) => credentialId),
  );
  for (const { set, instance, host } of probed) {
    if (set === psaSet && instance !== null) await keepSide(tx, key, 'psa', instance, now);
    if (set === listedWith) await keepSide(tx, key, 'vendor', { id: null, address: host }, now);
  }
}

async function keepSide(
  tx: Tx,
  key: IntegrationKey,
  side: InstanceSide,
  instance: Instance,
  now: Date,
): Promise<void> {
  await keepInstance(tx, key, side, instance, now);
  for (const code of instanceQuestionCodes) await closeNotices(tx, key, code, side);
}

/** Nothing is asked any more about these credentials: they were replaced, or answer as before. */
export async function forgetQuestionOf(
  tx: Tx,
  key: IntegrationKey,
  credentialIds: readonly string[],
): Promise<void> {
  for (const { side, question } of await keptInstances(tx, key)) {
    if (question === null || !credentialIds.includes(question.credentialId)) continue;
    await dropInstanceQuestion(tx, key, side);
    for (const code of instanceQuestionCodes) await closeNotices(tx, key, code, side);
  }
}
