import { sql } from 'kysely';
import type {
  DecidedMapping,
  AccountKind,
  AccountMark,
  MappingOrigin,
} from '../../domain/usage/composition.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { DecidedAccount, DecidedCompany, MappingChange } from '../../domain/mapping/decisions.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';

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
        company_id: change.companyId,
        reason: null,
        origin,
        decided_by: decidedBy(actor),
      });
      return;
    case 'exclude-account':
      await putAccountMapping(tx, key, change.accountId, {
        state: 'excluded',
        company_id: null,
        reason: change.reason,
        origin,
        decided_by: decidedBy(actor),
      });
      return;
    case 'unmap-account':
    case 'include-account':
      await tx
        .deleteFrom('account_mapping')
        .where('tenant_id', '=', key.tenantId)
        .where('vendor_account_id', '=', change.accountId)
        .execute();
      return;
    case 'mark-account':
      await updateAccount(tx, key, change.accountId, { mark: change.mark });
      return;
    case 'acknowledge-cause':
      await updateAccount(tx, key, change.accountId, {
        acknowledged_code: change.code,
        acknowledged_reason: change.reason,
      });
      return;
    case 'reject-suggestion':
      await tx
        .insertInto('suggestion_rejection')
        .values({
          tenant_id: key.tenantId,
          integration_id: key.integrationId,
          vendor_account_id: change.accountId,
          company_id: change.companyId,
          rejected_by: decidedBy(actor),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case 'map-product':
      await tx
        .insertInto('service_mapping')
        .values({
          tenant_id: key.tenantId,
          integration_id: key.integrationId,
          vendor_service_id: change.vendorServiceId,
          product_id: change.productId,
          decided_by: decidedBy(actor),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case 'unmap-product':
      await tx
        .deleteFrom('service_mapping')
        .where(ownedBy(key))
        .where('product_id', '=', change.productId)
        .execute();
      return;
    case 'give-role':
      await putLineChoice(tx, key, change, actor);
      return;
    case 'answer-included':
      await putIncludedAnswer(tx, key, change, actor);
  }
}

async function putAccountMapping(
  tx: Tx,
  key: IntegrationKey,
  accountId: string,
  mapping: {
    readonly state: DecidedMapping;
    readonly company_id: string | null;
    readonly reason: string | null;
    readonly origin: MappingOrigin;
    readonly decided_by: string;
  },
): Promise<void> {
  await tx
    .insertInto('account_mapping')
    .values({
      tenant_id: key.tenantId,
      integration_id: key.integrationId,
      vendor_account_id: accountId,
      ...mapping,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'vendor_account_id'])
        .doUpdateSet({ ...mapping, decided_at: sql`now()` }),
    )
    .execute();
}

async function updateAccount(
  tx: Tx,
  key: IntegrationKey,
  accountId: string,
  values: {
    readonly mark?: AccountMark | null;
    readonly acknowledged_code?: string | null;
    readonly acknowledged_reason?: string | null;
  },
): Promise<void> {
  await tx
    .updateTable('vendor_account')
    .set(values)
    .where(ownedBy(key))
    .where('id', '=', accountId)
    .execute();
}

async function putLineChoice(
  tx: Tx,
  key: IntegrationKey,
  change: Extract<MappingChange, { readonly change: 'give-role' }>,
  actor: Decider,
): Promise<void> {
  const values = {
    company_id: change.companyId,
    vendor_service_id: change.vendorServiceId,
    role: change.role,
    reason: change.reason,
    decided_by: decidedBy(actor),
  };
  await tx
    .insertInto('line_choice')
    .values({
      tenant_id: key.tenantId,
      integration_id: key.integrationId,
      psa_line_id: change.psaLineId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'integration_id', 'psa_line_id'])
        .doUpdateSet({ ...values, decided_at: sql`now()` }),
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
    company_id: change.companyId,
    vendor_service_id: change.vendorServiceId,
    less_included: change.lessIncluded,
    answer: change.answer,
    reason: change.reason,
    decided_by: decidedBy(actor),
  };
  await tx
    .insertInto('included_answer')
    .values({
      tenant_id: key.tenantId,
      integration_id: key.integrationId,
      psa_line_id: change.psaLineId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'integration_id', 'psa_line_id'])
        .doUpdateSet({ ...values, decided_at: sql`now()` }),
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
    .selectFrom('psa_company')
    .select(['foreign_id', 'name', 'deleted', 'gone_at'])
    .where(ownedBy(key))
    .where('foreign_id', '=', companyId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { id: row.foreign_id, name: row.name, deleted: row.deleted || row.gone_at !== null };
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
      and x.vendor_account_id = a.id and x.state <> 'pending' order by x.read_at desc limit 1) r on true
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.id::text = ${accountId}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    gone: row.gone_at !== null,
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
  readonly gone_at: Date | null;
  readonly mark: AccountMark | null;
  readonly state: DecidedMapping | null;
  readonly company_id: string | null;
  readonly reason: string | null;
  readonly seats: number | null;
  readonly code: string | null;
}

function mappingOf(row: DecidedAccountRow): DecidedAccount['mapping'] {
  if (row.state === 'mapped' && row.company_id !== null)
    return { state: 'mapped', companyId: row.company_id };
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
  const count = async (table: 'account_mapping' | 'service_mapping'): Promise<number> => {
    const query = db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where(ownedBy(key))
      .$if(table === 'account_mapping', (q) => q.where(sql<boolean>`state = 'mapped'`));
    return Number((await query.executeTakeFirstOrThrow()).n);
  };
  return { mappedAccounts: await count('account_mapping'), mappedServices: await count('service_mapping') };
}
