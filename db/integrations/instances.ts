import { type Message, message } from '../../messages/message.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { type RawBuilder, sql } from 'kysely';
import type {
  ExpectedRecord,
  ExpectedRecords,
  Instance,
  InstanceQuestionCode,
  InstanceSide,
  KnownRecord,
} from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { agreementTimes } from '../model/agreement-times.ts';
import { ownedBy } from '../model/owned-by.ts';

/** What an administrator is asked about one side of an integration. */
export interface InstanceQuestion {
  readonly code: InstanceQuestionCode;
  readonly askedAt: Date;
  /** The credential behind which another instance or address answered. */
  readonly credentialId: string;
  readonly found: { readonly id: string | null; readonly address: string | null };
}

/** A move that a complete read has not proven yet. */
export interface UnprovenMove {
  readonly since: Date;
  /** Write-back is turned on again once it is proven. */
  readonly wasWriteBackEnabled: boolean;
  readonly expected: readonly ExpectedRecord[];
  /** What the newest complete read lacked; null: there was none yet. */
  readonly differences: readonly Message[] | null;
}

/** One side of an integration as it is kept. */
export interface KeptInstance {
  readonly side: InstanceSide;
  readonly kept: Instance;
  readonly since: Date;
  readonly question: InstanceQuestion | null;
  readonly move: UnprovenMove | null;
  /** What it is expected to show was remembered when the question was asked. */
  readonly expectsRecords: boolean;
}

/** What is kept of an integration; a side without a success has no entry. */
export async function keptInstances(db: Queryable, key: IntegrationKey): Promise<readonly KeptInstance[]> {
  const rows = await db.selectFrom('instance').selectAll().where(ownedBy(key)).orderBy('side').execute();
  return rows.map((row) => ({
    side: row.side,
    kept: { id: row.instanceId, address: row.address },
    since: row.since,
    question:
      row.question === null || row.askedAt === null || row.credentialId === null
        ? null
        : {
            code: row.question,
            askedAt: row.askedAt,
            credentialId: row.credentialId,
            found: { id: row.foundId, address: row.foundAddress },
          },
    expectsRecords: row.question !== null && row.expected !== null,
    move:
      row.movedAt === null
        ? null
        : {
            since: row.movedAt,
            wasWriteBackEnabled: row.wasWriteBackEnabled,
            expected: row.expected?.records ?? [],
            differences:
              row.differences === null ? null : row.differences.map((one) => StoredMessage.parse(one)),
          },
  }));
}

export const keptInstance = async (
  db: Queryable,
  key: IntegrationKey,
  side: InstanceSide,
): Promise<KeptInstance | null> => (await keptInstances(db, key)).find((one) => one.side === side) ?? null;

const noQuestion = { question: null, askedAt: null, credentialId: null, foundId: null, foundAddress: null };
/** What was remembered for a question goes with it, unless a move is still to be proven by it. */
const forgottenUnlessMoved = { expected: sql<null>`case when moved_at is null then null else expected end` };

/** Keeps what answered with success, an ID that was not reported before included; what was asked is over. */
export async function keepInstance(
  tx: Tx,
  { tenantId, integrationId }: IntegrationKey,
  side: InstanceSide,
  { id, address }: Instance,
  now: Date,
): Promise<void> {
  await tx
    .insertInto('instance')
    .values({ tenantId, integrationId, side, instanceId: id, address, since: now })
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'integrationId', 'side']).doUpdateSet({
        instanceId: sql`coalesce(instance.instance_id, excluded.instance_id)`,
        ...noQuestion,
        expected: sql`case when instance.moved_at is null then null else instance.expected end`,
      }),
    )
    .execute();
}

/** Asks about one side; an earlier question about it is replaced. */
export async function askAboutInstance(
  tx: Tx,
  key: IntegrationKey,
  side: InstanceSide,
  { code, credentialId, found, askedAt }: InstanceQuestion,
): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ question: code, askedAt, credentialId, foundId: found.id, foundAddress: found.address })
    .where(ownedBy(key))
    .where('side', '=', side)
    .execute();
}

export const dropInstanceQuestion = async (
  tx: Tx,
  key: IntegrationKey,
  side: InstanceSide,
): Promise<void> => {
  await tx
    .updateTable('instance')
    .set({ ...noQuestion, ...forgottenUnlessMoved })
    .where(ownedBy(key))
    .where('side', '=', side)
    .execute();
};

/** What a moved PSA is expected to show, remembered before it is read at its new address; of what is known, what was read. */
export async function expectRecords(
  tx: Tx,
  key: IntegrationKey,
  known: readonly KnownRecord[],
): Promise<void> {
  const records = known
    .filter(({ isRead }) => isRead)
    .map(({ kind, id, name, companyId }) => ({ kind, id, name, companyId }));
  const expected = JSON.stringify({ records } satisfies ExpectedRecords);
  await tx.updateTable('instance').set({ expected }).where(ownedBy(key)).where('side', '=', 'psa').execute();
}

/** The PSA answers at another address from now on; whether it is the same one is still to be proven. */
export async function noteMove(
  tx: Tx,
  key: IntegrationKey,
  {
    address,
    wasWriteBackEnabled,
    at,
  }: { readonly address: string; readonly wasWriteBackEnabled: boolean; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ address, since: at, movedAt: at, wasWriteBackEnabled, differences: null, ...noQuestion })
    .where(ownedBy(key))
    .where('side', '=', 'psa')
    .execute();
}

/** What a complete read at the new address lacked. */
export async function noteDifferences(
  tx: Tx,
  key: IntegrationKey,
  differences: readonly Message[],
): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ differences: JSON.stringify(differences) })
    .where(ownedBy(key))
    .where('side', '=', 'psa')
    .execute();
}

/** A complete read found everything, or nothing is to be proven any more. */
export async function endMove(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ movedAt: null, wasWriteBackEnabled: false, expected: null, differences: null })
    .where(ownedBy(key))
    .where('side', '=', 'psa')
    .execute();
}

/**
 * Why nothing may be written: which instance the working credential belongs to is in question, or a move is not proven;
 * null: neither.
 */
export async function instanceHold(
  db: Queryable,
  key: IntegrationKey,
): Promise<{ readonly code: InstanceQuestionCode | 'MoveNotProven'; readonly detail: Message } | null> {
  const row = await db
    .selectFrom('instance')
    .leftJoin('credential', (join) =>
      join
        .onRef('credential.tenantId', '=', 'instance.tenantId')
        .onRef('credential.id', '=', 'instance.credentialId')
        .on('credential.state', '=', 'working'),
    )
    .select(['instance.question', 'instance.movedAt', 'instance.address', 'credential.id as workingId'])
    .where(ownedBy(key, 'instance'))
    .where('side', '=', 'psa')
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.question !== null && row.workingId !== null)
    return { code: row.question, detail: message('instances.unanswered') };
  return row.movedAt === null
    ? null
    : { code: 'MoveNotProven', detail: message('instances.move-not-proven', { address: row.address }) };
}

/** Write-back that was turned off by a person stays off. */
export async function forgetWasWriteBackEnabled(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .updateTable('instance')
    .set({ wasWriteBackEnabled: false })
    .where(ownedBy(key))
    .where('wasWriteBackEnabled', '=', true)
    .execute();
}

/**
 * Every mapped company, its agreements, and the lines that usage lines are bound to, as they were read last.
 * @param since a line counts as read if its agreement was read completely since then; null: whatever is known does
 */
export async function recordsOfMapped(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  since: Date | null,
): Promise<readonly KnownRecord[]> {
  const isRead =
    since === null
      ? sql`true`
      : sql`a.foreign_id in (select agreement_id from ${agreementTimes({ tenantId, integrationId }, null)} t
          where lines_outcome = 'read' and lines_read_at >= ${since})`;
  const { rows } = await sql<KnownRecord>`
    with mapped as (
      select distinct c.foreign_id, c.name from account_mapping m
      join psa_company c on c.tenant_id = m.tenant_id and c.integration_id = m.integration_id
        and c.foreign_id = m.company_id and c.gone_at is null
      where m.tenant_id = ${tenantId} and m.integration_id = ${integrationId} and m.state = 'mapped')
    select 'company' as kind, foreign_id as id, name, foreign_id as company_id, true as is_read from mapped
    union all
    select 'agreement', a.foreign_id, a.name, a.company_id, true from psa_agreement a join mapped on mapped.foreign_id = a.company_id
    where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId} and a.gone_at is null
    union all
    select distinct 'line', l.foreign_id, 'product ' || l.product_id || ' on agreement ' || l.agreement_id,
      u.company_id, ${isRead}
    from usage_line_source s
    join usage_line u on u.tenant_id = s.tenant_id and u.id = s.usage_line_id and u.company_id is not null
      and u.kind <> 'no-account'
    join psa_line l on l.tenant_id = s.tenant_id and l.integration_id = s.integration_id and l.foreign_id = s.source_id
    join psa_agreement a on a.tenant_id = l.tenant_id and a.integration_id = l.integration_id
      and a.foreign_id = l.agreement_id and a.gone_at is null
    where s.tenant_id = ${tenantId} and s.integration_id = ${integrationId} and s.kind = 'psa-line'`.execute(
    db,
  );
  return rows;
}

/** What the probes of these credentials learned of the instance behind them. */
export async function probedInstances(
  db: Queryable,
  key: IntegrationKey,
  credentialIds: readonly string[],
): Promise<
  readonly {
    readonly credentialId: string;
    readonly set: string;
    readonly host: string;
    readonly instance: Instance | null;
    readonly sharedAccounts: number | null;
  }[]
> {
  if (credentialIds.length === 0) return [];
  const rows = await db
    .selectFrom('credential')
    .select(['id', 'credentialSet', 'host', 'instanceId', 'instanceAddress', 'sharedAccounts'])
    .where(ownedBy(key))
    .where('id', 'in', [...credentialIds])
    .execute();
  return rows.map((row) => ({
    credentialId: row.id,
    set: row.credentialSet,
    host: row.host,
    instance: row.instanceAddress === null ? null : { id: row.instanceId, address: row.instanceAddress },
    sharedAccounts: row.sharedAccounts,
  }));
}

/** Notes on a credential what its probe learned; no secret, and nothing that histories hold. */
export async function noteProbedInstance(
  db: Queryable,
  { tenantId }: IntegrationKey,
  credentialId: string,
  learned: { readonly instance: Instance } | { readonly sharedAccounts: number | null },
): Promise<void> {
  await db
    .updateTable('credential')
    .set(
      'instance' in learned
        ? { instanceId: learned.instance.id, instanceAddress: learned.instance.address }
        : { sharedAccounts: learned.sharedAccounts },
    )
    .where('tenantId', '=', tenantId)
    .where('id', '=', credentialId)
    .execute();
}

/** How many of these child accounts the last list that was accepted had; null: one of both is empty. */
export const sharedAccounts = (
  db: Queryable,
  key: IntegrationKey,
  listed: readonly string[],
): Promise<number | null> =>
  sharedRecords(
    db,
    listed,
    sql`select foreign_id from vendor_account where tenant_id = ${key.tenantId}
    and integration_id = ${key.integrationId} and kind = 'child' and gone_at is null`,
  );

/** The same of the PSA's companies. */
export const sharedCompanies = (
  db: Queryable,
  key: IntegrationKey,
  listed: readonly string[],
): Promise<number | null> =>
  sharedRecords(
    db,
    listed,
    sql`select foreign_id from psa_company where tenant_id = ${key.tenantId}
    and integration_id = ${key.integrationId} and gone_at is null`,
  );

async function sharedRecords(
  db: Queryable,
  listed: readonly string[],
  known: RawBuilder<unknown>,
): Promise<number | null> {
  if (listed.length === 0) return null;
  const { rows } = await sql<{ known: string; shared: string }>`
    select count(*) as known, count(*) filter (where foreign_id = any(${[...listed]}::text[])) as shared
    from (${known}) k`.execute(db);
  const [row] = rows;
  return row === undefined || Number(row.known) === 0 ? null : Number(row.shared);
}
