import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** An agreement or company of the PSA. */
export interface AgreementKey {
  readonly integrationId: string;
  readonly foreignId: string;
}

/** Null: the PSA does not list it. */
export interface NamesInPsa {
  readonly agreement: (
    key: AgreementKey,
  ) => { readonly name: string; readonly typeName: string | null } | null;
  readonly company: (key: AgreementKey) => string | null;
}

type Found = AgreementKey & {
  readonly what: 'agreement' | 'company';
  readonly name: string;
  readonly typeName: string | null;
};

/** Returns the names of these, and the types of agreements, by one query. */
export async function agreementAndCompanyNames(
  db: Queryable,
  tenantId: string,
  {
    agreements,
    companies,
  }: { readonly agreements: readonly AgreementKey[]; readonly companies: readonly AgreementKey[] },
): Promise<NamesInPsa> {
  const rows =
    agreements.length + companies.length === 0 ? [] : await namesOf(db, tenantId, agreements, companies);
  const found = new Map(rows.map((row) => [keyOf(row.what, row), row]));
  return {
    agreement: (key) => found.get(keyOf('agreement', key)) ?? null,
    company: (key) => found.get(keyOf('company', key))?.name ?? null,
  };
}

const keyOf = (what: Found['what'], { integrationId, foreignId }: AgreementKey): string =>
  `${what}/${integrationId}/${foreignId}`;

async function namesOf(
  db: Queryable,
  tenantId: string,
  agreements: readonly AgreementKey[],
  companies: readonly AgreementKey[],
): Promise<readonly Found[]> {
  const wanted = (keys: readonly AgreementKey[]) =>
    sql`unnest(${keys.map(({ integrationId }) => integrationId)}::uuid[], ${keys.map(({ foreignId }) => foreignId)}::text[])
      as wanted (integration_id, foreign_id)`;
  const ofKey = sql`n.tenant_id = ${tenantId} and n.integration_id = wanted.integration_id and n.foreign_id = wanted.foreign_id`;
  const { rows } = await sql<Found>`
    select 'agreement' as what, n.integration_id, n.foreign_id, n.name, n.type_name
    from ${wanted(agreements)} join psa_agreement n on ${ofKey}
    union all
    select 'company', n.integration_id, n.foreign_id, n.name, null
    from ${wanted(companies)} join psa_company n on ${ofKey}`.execute(db);
  return rows;
}
