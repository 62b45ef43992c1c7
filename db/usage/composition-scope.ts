import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { companyOfGroup } from '../../domain/comparison/billing-groups.ts';
import { familyOf } from '../readings/company-family.ts';
import type { Queryable } from '../model/database.ts';

/** Where the facts stand that can change the lines of some groups. */
export interface CompositionScope {
  readonly groupKeys: readonly string[];
  readonly companyIds: readonly string[];
  readonly agreementIds: readonly string[];
  /** Accounts beside those mapped to the companies. */
  readonly accountIds: readonly string[];
}

/** @param stored the lines of these groups as they were composed last */
export async function compositionScope(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
  accountIds: readonly string[],
  stored: readonly ComposedLine[],
): Promise<CompositionScope> {
  const own = groupKeys.flatMap((groupKey) => companyOfGroup(groupKey) ?? []);
  return {
    groupKeys,
    ...(await companiesAndAgreements(db, key, { own, groupKeys, stored })),
    accountIds: [
      ...new Set([
        ...accountIds,
        ...stored.flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId)),
      ]),
    ],
  };
}

interface Around {
  readonly own: readonly string[];
  readonly groupKeys: readonly string[];
  readonly stored: readonly ComposedLine[];
}

/**
 * The companies and their families; agreements of all of these; parents and children of the groups' own; those that a line of a group stood on, stands on
 * now, or was given to it on; and the parents of all of them, whose dates they may use (RULES 3).
 */
async function companiesAndAgreements(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { own, groupKeys, stored }: Around,
): Promise<Pick<CompositionScope, 'companyIds' | 'agreementIds'>> {
  const sources = stored.flatMap(({ lines, vanished = [] }) => [...lines, ...vanished]);
  const lineIds = [...new Set(sources.map(({ psaLineId }) => psaLineId))];
  const stoodOn = [...new Set(sources.map(({ agreementId }) => agreementId))];
  const agreement = sql`psa_agreement a where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId}`;
  const line = sql`l.tenant_id = ${tenantId} and l.integration_id = ${integrationId}`;
  const { rows } = await sql<{ kind: 'company' | 'agreement'; id: string }>`
    with family as materialized (
      select f.id from ${familyOf({ tenantId, integrationId }, sql`select unnest(${[...own]}::text[]) as id`)} f),
    theirs as (
      select a.foreign_id as id, a.parent_agreement_id as parent_id from ${agreement} and a.company_id = any(${[...own]}::text[])),
    vanished as (
      select v.psa_line_id, v.was->>'agreementId' as agreement_id from vanished_line v where v.tenant_id = ${tenantId}
        and v.integration_id = ${integrationId} and v.group_key = any(${[...groupKeys]}::text[])),
    lines as (
      select unnest(${lineIds}::text[]) as id union select psa_line_id from vanished
      union select c.psa_line_id from line_choice c where c.tenant_id = ${tenantId} and c.integration_id = ${integrationId}
        and c.company_id = any(${[...own]}::text[])),
    near as (
      select a.foreign_id as id from ${agreement} and a.company_id = any(array(select id from family))
      union select parent_id from theirs where parent_id is not null
      union select a.foreign_id from theirs t join psa_agreement a on a.tenant_id = ${tenantId}
        and a.integration_id = ${integrationId} and a.parent_agreement_id = t.id
      union select unnest(${stoodOn}::text[])
      union select agreement_id from vanished
      union select l.agreement_id from lines i join psa_line l on ${line} and l.foreign_id = i.id)
    select 'company' as kind, id from family
    union select 'agreement', id from near
    union select 'agreement', a.parent_agreement_id from near n join psa_agreement a on a.tenant_id = ${tenantId}
      and a.integration_id = ${integrationId} and a.foreign_id = n.id
    where a.parent_agreement_id is not null`.execute(db);
  const idsOf = (wanted: string) => rows.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return { companyIds: idsOf('company'), agreementIds: idsOf('agreement') };
}
