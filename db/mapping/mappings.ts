import { sql } from 'kysely';
import type {
  DecidedMapping,
  AccountKind,
  AccountMark,
  MappingOrigin,
} from '../../domain/usage/composition.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { DecidedAccount, DecidedCompany, MappingChange } from '../../domain/mapping/decisions.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { allowedFrom, requireTransition } from '../model/transitions.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { MappingState } from '../../domain/states.ts';

export interface Decider {
  readonly kind: string;
  readonly id: string;
}

const decidedBy = (actor: Decider): string => `${actor.kind}:${actor.id}`;

/** Writes one change of a decision. Applying one that is there already is harmless. */
export async function applyMappingChange(
  tx: Tx,
  key: IntegrationKey,
  change: MappingChange,
  actor: Decider,
  origin: MappingOrigin,
): Promise<void> {
  switch (change.change) {
    case 'map-account':
      await putAccountMapping(tx, key, change.accountId, {
        state: 'mapped',
        companyId: change.companyId,
        reason: null,
        origin,
        decidedBy: decidedBy(actor),
      });
      return;
    case 'exclude-account':
      await putAccountMapping(tx, key, change.accountId, {
        state: 'excluded',
        companyId: null,
        reason: change.reason,
        origin,
        decidedBy: decidedBy(actor),
      });
      return;
    case 'unmap-account':
    case 'include-account':
      await tx
        .deleteFrom('accountMapping')
        .where('tenantId', '=', key.tenantId)
        .where('vendorAccountId', '=', change.accountId)
        .execute();
      return;
    case 'mark-account':
      await updateAccount(tx, key, change.accountId, { mark: change.mark });
      return;
    case 'acknowledge-cause':
      await updateAccount(tx, key, change.accountId, {
        acknowledgedCode: change.code,
        acknowledgedReason: change.reason,
      });
      return;
    case 'reject-suggestion':
      await tx
        .insertInto('suggestionRejection')
        .values({
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          vendorAccountId: change.accountId,
          companyId: change.companyId,
          rejectedBy: decidedBy(actor),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case 'map-product':
      await tx
        .insertInto('serviceMapping')
        .values({
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          vendorServiceId: change.vendorServiceId,
          productId: change.productId,
          decidedBy: decidedBy(actor),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case 'unmap-product':
      await tx
        .deleteFrom('serviceMapping')
        .where(ownedBy(key))
        .where('productId', '=', change.productId)
        .execute();
      return;
    case 'give-role':
      await putLineChoice(tx, key, change, actor);
      return;
    case 'answer-included':
      await putIncludedAnswer(tx, key, change, actor);
  }
}

/** An unmapped account has no row. */
const decided = (states: readonly MappingState[]): DecidedMapping[] =>
  states.filter((state) => state !== 'unmapped');

async function putAccountMapping(
  tx: Tx,
  key: IntegrationKey,
  accountId: string,
  mapping: {
    readonly state: DecidedMapping;
    readonly companyId: string | null;
    readonly reason: string | null;
    readonly origin: MappingOrigin;
    readonly decidedBy: string;
  },
): Promise<void> {
  const moved = await tx
    .insertInto('accountMapping')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      vendorAccountId: accountId,
      ...mapping,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'vendorAccountId'])
        .doUpdateSet({ ...mapping, decidedAt: sql`now()` })
        .where('accountMapping.state', 'in', decided(allowedFrom('mapping', mapping.state))),
    )
    .executeTakeFirstOrThrow();
  requireTransition('mapping', mapping.state, moved);
}

async function updateAccount(
  tx: Tx,
  key: IntegrationKey,
  accountId: string,
  values: {
    readonly mark?: AccountMark | null;
    readonly acknowledgedCode?: string | null;
    readonly acknowledgedReason?: string | null;
  },
): Promise<void> {
  await tx.updateTable('vendorAccount').set(values).where(ownedBy(key)).where('id', '=', accountId).execute();
}

async function putLineChoice(
  tx: Tx,
  key: IntegrationKey,
  change: Extract<MappingChange, { readonly change: 'give-role' }>,
  actor: Decider,
): Promise<void> {
  const values = {
    companyId: change.companyId,
    vendorServiceId: change.vendorServiceId,
    role: change.role,
    reason: change.reason,
    decidedBy: decidedBy(actor),
  };
  await tx
    .insertInto('lineChoice')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      psaLineId: change.psaLineId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'integrationId', 'psaLineId'])
        .doUpdateSet({ ...values, decidedAt: sql`now()` }),
    )
    .execute();
}

async function putIncludedAnswer(
  tx: Tx,
  key: IntegrationKey,
  change: Extract<MappingChange, { readonly change: 'answer-included' }>,
  actor: Decider,
): Promise<void> {
  const values = {
    companyId: change.companyId,
    vendorServiceId: change.vendorServiceId,
    lessIncluded: change.lessIncluded,
    answer: change.answer,
    reason: change.reason,
    decidedBy: decidedBy(actor),
  };
  await tx
    .insertInto('includedAnswer')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      psaLineId: change.psaLineId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'integrationId', 'psaLineId'])
        .doUpdateSet({ ...values, decidedAt: sql`now()` }),
    )
    .execute();
}

/** What exists of a company a decision names; null when the PSA never listed it. */
export async function decidedCompany(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
): Promise<DecidedCompany | null> {
  const row = await db
    .selectFrom('psaCompany')
    .select(['foreignId', 'name', 'deleted', 'goneAt'])
    .where(ownedBy(key))
    .where('foreignId', '=', companyId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { id: row.foreignId, name: row.name, deleted: row.deleted || row.goneAt !== null };
}

/** The account a decision is about; `permanent` says which failure codes do not pass by themselves. */
export async function decidedAccount(
  db: Queryable,
  key: IntegrationKey,
  accountId: string,
  permanent: (code: string) => boolean,
): Promise<DecidedAccount | null> {
  const { rows } = await sql<DecidedAccountRow>`
    select a.id, a.name, a.kind, a.gone_at, a.mark, m.state, m.company_id, m.reason, c.seats, r.state as read_state, r.code
    from vendor_account a
    left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    left join lateral (select seats from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c on true
    left join lateral (select state, code from account_read x where x.tenant_id = a.tenant_id
      and x.vendor_account_id = a.id order by x.first_read_at desc limit 1) r on true
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.id::text = ${accountId}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    gone: row.goneAt !== null,
    mark: row.mark,
    mapping: mappingOf(row),
    seats: row.seats,
    failure: row.code === null ? null : { code: row.code, permanent: permanent(row.code) },
  };
}

interface DecidedAccountRow {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly goneAt: Date | null;
  readonly mark: AccountMark | null;
  readonly state: DecidedMapping | null;
  readonly companyId: string | null;
  readonly reason: string | null;
  readonly seats: number | null;
  readonly code: string | null;
}

function mappingOf(row: DecidedAccountRow): DecidedAccount['mapping'] {
  if (row.state === 'mapped' && row.companyId !== null) return { state: 'mapped', companyId: row.companyId };
  if (row.state === 'excluded' && row.reason !== null) return { state: 'excluded', reason: row.reason };
  return { state: 'unmapped' };
}

/** Other accounts mapped to a company, with their last complete seats: "Add to the same line? 26 + 19 = 45". */
export async function accountsOnCompany(
  db: Queryable,
  key: IntegrationKey,
  companyId: string,
  exceptAccountId: string,
): Promise<readonly { readonly name: string; readonly seats: number | null }[]> {
  const { rows } = await sql<{ name: string; seats: number | null }>`
    select a.name, c.seats from account_mapping m
    join vendor_account a on a.tenant_id = m.tenant_id and a.id = m.vendor_account_id
    left join lateral (select seats from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c on true
    where m.tenant_id = ${key.tenantId} and m.integration_id = ${key.integrationId} and m.company_id = ${companyId}
      and a.id::text <> ${exceptAccountId}`.execute(db);
  return rows;
}

/** Mapped accounts and services, for gate two. */
export async function mappingCounts(
  db: Queryable,
  key: IntegrationKey,
): Promise<{ readonly mappedAccounts: number; readonly mappedServices: number }> {
  const count = async (table: 'accountMapping' | 'serviceMapping'): Promise<number> => {
    const query = db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where(ownedBy(key))
      .$if(table === 'accountMapping', (q) => q.where(sql<boolean>`state = 'mapped'`));
    return Number((await query.executeTakeFirstOrThrow()).n);
  };
  return { mappedAccounts: await count('accountMapping'), mappedServices: await count('serviceMapping') };
}
