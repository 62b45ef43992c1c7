import { randomUUID } from 'node:crypto';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  type CredentialFields,
  type CredentialToKeep,
  type HeldCredentialState,
  psaSet,
} from '../../domain/credentials.ts';
import type { KindNames } from '../../domain/kinds.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import type { Database, Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { type KeyRing, MasterKeyChanged, requireCurrentKey } from './key-ring.ts';

/** What may be shown of a credential: never a secret. */
export interface CredentialSummary {
  readonly id: string;
  readonly set: string;
  readonly state: HeldCredentialState;
  readonly host: string;
  readonly fingerprint: string;
  readonly lastFour: string;
  /** Whether a PSA credential has a client ID of its own or uses the installation's; null for the others. */
  readonly ownClientId: boolean | null;
  readonly createdAt: Date;
  readonly verifiedAt: Date | null;
  readonly failureCode: string | null;
  /** A message as stored; null: none. */
  readonly failureDetail: unknown;
}

export interface OpenedCredential {
  readonly id: string;
  readonly set: string;
  readonly fields: CredentialFields;
  /** Of the integration that it belongs to. */
  readonly kinds: KindNames;
  /** Key of the rate budget: all processes that use this secret share it. */
  readonly budgetKey: string;
}

/** The sealed record of a credential does not open, or holds something else. The name is the code of contracts/errors.ts. */
export class CredentialUnreadable extends Error {
  override readonly name = 'CredentialUnreadable';
  readonly set: string;
  readonly credentialId: string;

  constructor(set: string, credentialId: string) {
    super(`the sealed record of the ${set} credential does not open`);
    this.set = set;
    this.credentialId = credentialId;
  }
}

const context = (key: IntegrationKey, id: string, set: string): string =>
  `${key.tenantId}|credential|${id}|${set}`;

/**
 * Stores a candidate; the working version stays in use until the candidate authenticates (architecture.md 4).
 * Throws {@link MasterKeyChanged}.
 */
export async function putCandidate(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  { set, fields, host, lastFour, ownClientId }: CredentialToKeep,
  createdBy: string,
): Promise<string> {
  await requireCurrentKey(tx, keyRing);
  const id = randomUUID();
  await tx
    .updateTable('credential')
    .set({ state: 'retired', ciphertext: null })
    .where(ownedBy(key))
    .where('credentialSet', '=', set)
    .where('state', '=', 'candidate')
    .execute();
  await tx
    .insertInto('credential')
    .values({
      tenantId: key.tenantId,
      id,
      integrationId: key.integrationId,
      credentialSet: set,
      state: 'candidate',
      host,
      fingerprint: keyRing.fingerprint(JSON.stringify(fields)),
      lastFour,
      ownClientId,
      keyVersion: keyRing.version,
      ciphertext: keyRing.seal(JSON.stringify(fields), context(key, id, set)),
      createdBy,
    })
    .execute();
  return id;
}

/** Candidates and working versions, newest first. */
export async function credentialSummaries(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly CredentialSummary[]> {
  const rows = await db
    .selectFrom('credential')
    .select([
      'id',
      'credentialSet as set',
      'state',
      'host',
      'fingerprint',
      'lastFour',
      'ownClientId',
      'createdAt',
      'verifiedAt',
      'failureCode',
      'failureDetail',
    ])
    .where(ownedBy(key))
    .where('state', 'in', ['candidate', 'working'])
    .orderBy('createdAt', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, state: row.state === 'candidate' ? 'candidate' : 'working' }));
}

/**
 * Decrypts one set for the activity that calls. `prefer: candidate` is for probes; everything else uses the
 * working version. Null: the set is missing. Throws {@link MasterKeyChanged} where the key was rotated meanwhile, and
 * {@link CredentialUnreadable} where the record was changed or damaged.
 */
export async function openCredential(
  db: Database,
  keyRing: KeyRing,
  key: IntegrationKey,
  set: string,
  prefer: HeldCredentialState,
): Promise<OpenedCredential | null> {
  const rows = await db
    .selectFrom('credential')
    .innerJoin('integration', (join) =>
      join
        .onRef('integration.tenantId', '=', 'credential.tenantId')
        .onRef('integration.id', '=', 'credential.integrationId'),
    )
    .select([
      'credential.id',
      'credential.state',
      'credential.ciphertext',
      'credential.fingerprint',
      'credential.keyVersion',
      'integration.vendor',
      'integration.psa',
    ])
    .where(ownedBy(key, 'credential'))
    .where('credentialSet', '=', set)
    .where('state', 'in', prefer === 'candidate' ? ['candidate', 'working'] : ['working'])
    .execute();
  const row = rows.find((candidate) => candidate.state === prefer) ?? rows[0];
  if (row?.ciphertext == null) return null;
  if (row.keyVersion !== keyRing.version) throw new MasterKeyChanged();
  const fields = opened(keyRing, row.ciphertext, context(key, row.id, set));
  if (fields === null) throw new CredentialUnreadable(set, row.id);
  return {
    id: row.id,
    set,
    fields,
    kinds: { vendor: row.vendor, psa: row.psa },
    budgetKey: budgetKeyOf(set, row.fingerprint),
  };
}

/** Null: it does not open. What the cipher or the parser says of it may hold parts of the secret. */
function opened(keyRing: KeyRing, sealed: string, bound: string): CredentialFields | null {
  try {
    return JSON.parse(keyRing.open(sealed, bound)) as CredentialFields;
  } catch {
    return null;
  }
}

const budgetKeyOf = (set: string, fingerprint: string): string =>
  `${set === psaSet ? 'psa' : 'vendor'}:${fingerprint}`;

/**
 * Seals every credential under another key ring; its fingerprint, which needs the key too, and its rate budget move
 * along. Returns how many. Throws where one does not open.
 */
export async function resealCredentials(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const rows = await tx
    .selectFrom('credential')
    .selectAll()
    .where('ciphertext', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const row of rows) {
    const { tenantId, integrationId, id, credentialSet: set, ciphertext } = row;
    if (ciphertext === null) continue;
    const bound = context({ tenantId, integrationId }, id, set);
    const plain = from.open(ciphertext, bound);
    const fingerprint = to.fingerprint(plain);
    await tx
      .updateTable('credential')
      .set({ ciphertext: to.seal(plain, bound), keyVersion: to.version, fingerprint })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .execute();
    await tx
      .updateTable('rateBudget')
      .set({ credentialKey: budgetKeyOf(set, fingerprint) })
      .where('credentialKey', '=', budgetKeyOf(set, row.fingerprint))
      .execute();
  }
  return rows.length;
}

export interface ProbeResult {
  readonly credentialId: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly detail: Message | null;
}

/** Notes what the probes found. Nothing is promoted here. */
export async function recordProbes(
  tx: Tx,
  key: IntegrationKey,
  probes: readonly ProbeResult[],
): Promise<void> {
  for (const probe of probes) {
    await tx
      .updateTable('credential')
      .set(
        probe.ok
          ? { verifiedAt: new Date(), failureCode: null, failureDetail: null }
          : { failureCode: probe.code, failureDetail: messageToStore(probe.detail) },
      )
      .where('tenantId', '=', key.tenantId)
      .where('id', '=', probe.credentialId)
      .execute();
  }
}

/** Calls a minute that the budget of a working credential allows now; null: none has spaced its calls yet. */
export async function callsPerMinute(
  db: Queryable,
  key: IntegrationKey,
  set: string,
): Promise<number | null> {
  const working = (await credentialSummaries(db, key)).find(
    (summary) => summary.set === set && summary.state === 'working',
  );
  if (working === undefined) return null;
  const budget = await db
    .selectFrom('rateBudget')
    .select('perMinute')
    .where('credentialKey', '=', budgetKeyOf(set, working.fingerprint))
    .executeTakeFirst();
  return budget === undefined ? null : Number(budget.perMinute);
}

/** Working credentials that a good run used: whatever rejected them before does not any more. */
export async function forgetFailures(tx: Tx, key: IntegrationKey, sets: readonly string[]): Promise<void> {
  await tx
    .updateTable('credential')
    .set({ verifiedAt: new Date(), failureCode: null, failureDetail: null })
    .where(ownedBy(key))
    .where('state', '=', 'working')
    .where('credentialSet', 'in', sets)
    .where('failureCode', 'is not', null)
    .execute();
}

/** Candidates become the working versions; what they replace is erased. */
export async function promoteCandidates(tx: Tx, key: IntegrationKey): Promise<void> {
  const candidates = await tx
    .selectFrom('credential')
    .select(['id', 'credentialSet'])
    .where(ownedBy(key))
    .where('state', '=', 'candidate')
    .execute();
  for (const candidate of candidates) {
    await tx
      .updateTable('credential')
      .set({ state: 'retired', ciphertext: null })
      .where(ownedBy(key))
      .where('credentialSet', '=', candidate.credentialSet)
      .where('state', '=', 'working')
      .execute();
    await tx
      .updateTable('credential')
      .set({ state: 'working' })
      .where('tenantId', '=', key.tenantId)
      .where('id', '=', candidate.id)
      .execute();
  }
}

/**
 * Gives credentials to another integration, of each set that it has none of; a seal is bound to its record and not to the
 * integration.
 */
export async function moveCredentials(
  tx: Tx,
  from: IntegrationKey,
  to: IntegrationKey,
  state: HeldCredentialState,
): Promise<void> {
  const held = (await credentialSummaries(tx, to)).map(({ set }) => set);
  await tx
    .updateTable('credential')
    .set({ integrationId: to.integrationId })
    .where(ownedBy(from))
    .where('state', '=', state)
    .$if(held.length > 0, (query) => query.where('credentialSet', 'not in', held))
    .execute();
}

/** Disconnect: no secret of the integration remains. */
export async function eraseCredentials(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .updateTable('credential')
    .set({ state: 'retired', ciphertext: null })
    .where(ownedBy(key))
    .execute();
}
