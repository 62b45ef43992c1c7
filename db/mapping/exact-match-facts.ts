import { sql } from 'kysely';
import type { AccountKind } from '../../domain/usage/composition.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';

/** What exact matching looks at: every account, which of them have any decision, which companies are taken. */
export async function exactMatchFacts(
  db: Queryable,
  key: IntegrationKey,
): Promise<{
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly nameCleaned: boolean;
    readonly kind: AccountKind;
  }[];
  readonly decided: ReadonlySet<string>;
  readonly takenCompanies: ReadonlySet<string>;
}> {
  const { rows } = await sql<{
    id: string;
    name: string;
    nameCleaned: boolean;
    kind: AccountKind;
    decided: boolean;
    companyId: string | null;
  }>`
    select a.id, a.name, a.name_cleaned, a.kind, m.company_id,
      (m.vendor_account_id is not null or (a.kind = 'child' and a.mark is not null) or exists (
        select 1 from suggestion_rejection r where r.tenant_id = a.tenant_id and r.vendor_account_id = a.id)
       or exists (select 1 from audit_event e where e.tenant_id = a.tenant_id and e.object_kind = 'vendor-account'
        and e.object_id = a.id::text and e.action like 'mapping.%')) as decided
    from vendor_account a
    left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null
    order by a.foreign_id`.execute(db);
  return {
    accounts: rows.map(({ id, name, nameCleaned, kind }) => ({ id, name, nameCleaned, kind })),
    decided: new Set(rows.filter((row) => row.decided).map((row) => row.id)),
    takenCompanies: new Set(rows.flatMap((row) => (row.companyId === null ? [] : [row.companyId]))),
  };
}
