import { sql } from 'kysely';
import type { Actor } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';
import { allOf, type Condition, contains, countRows, type Page, type PageRequest } from '../driver/page.ts';

export interface AuditFilter {
  readonly objectKind: string | undefined;
  readonly objectId: string | undefined;
  /** An action, or what several begin with: `mapping` finds `mapping.map-account`. */
  readonly action: string | undefined;
  /** Id of a member or key, or a kind: `system`, `schedule`. */
  readonly actor: string | undefined;
  readonly integrationId: string | undefined;
  /** Inclusive. */
  readonly from: Date | undefined;
  /** Exclusive. */
  readonly to: Date | undefined;
  readonly q: string | undefined;
}

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly actorName: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  /** As it is called now, else as the entry called it; null: it has no name. */
  readonly objectName: string | null;
  readonly companyName: string | null;
  readonly integrationId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}

const objectName = sql`case e.object_kind
  when 'member' then (select m.name from member m where m.tenant_id = e.tenant_id and m.id::text = e.object_id)
  when 'api-key' then (select k.name from api_key k where k.tenant_id = e.tenant_id and k.id::text = e.object_id)
  when 'vendor-account' then (select a.name from vendor_account a
    where a.tenant_id = e.tenant_id and a.id = e.object_id::uuid)
  when 'psa-product' then (select p.identifier from psa_product p where p.tenant_id = e.tenant_id
    and p.integration_id = e.integration_id and p.foreign_id = e.object_id)
  when 'psa-line' then (select l.product_identifier from psa_line l where l.tenant_id = e.tenant_id
    and l.integration_id = e.integration_id and l.foreign_id = e.object_id)
  else coalesce(e.detail->>'label', e.detail->>'name', e.detail->>'month')
end`;

const companyName = sql`(select c.name from psa_company c where c.tenant_id = e.tenant_id
  and c.integration_id = e.integration_id and c.foreign_id = e.detail->>'companyId')`;

/** Newest first, with names as they are now. */
export async function listAudit(
  db: Queryable,
  tenantId: string,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditRow>> {
  const where = allOf(conditions(tenantId, filter));
  const { rows } = await sql<AuditRow>`
    select e.id, e.at, ${actorOfEntry} as actor, ${actorName(sql`e.tenant_id`, actorOfEntry)} as actor_name, e.action, e.object_kind,
      e.object_id, ${objectName} as object_name, ${companyName} as company_name, e.integration_id, e.detail, e.request_id
    from audit_event e where ${where} order by e.seq desc offset ${page.offset} limit ${page.limit}`.execute(
    db,
  );
  // What is found by a name changes with the names; everything else only with a new entry.
  const version = filter.q === undefined ? page.version : undefined;
  return { items: rows, total: await countRows(db, sql`from audit_event e where ${where}`, version) };
}

function conditions(tenantId: string, filter: AuditFilter): Condition[] {
  const list: Condition[] = [sql`e.tenant_id = ${tenantId}`];
  if (filter.objectKind !== undefined) list.push(sql`e.object_kind = ${filter.objectKind}`);
  if (filter.objectId !== undefined) list.push(sql`e.object_id = ${filter.objectId}`);
  if (filter.action !== undefined) {
    const { action } = filter;
    list.push(sql`(e.action = ${action} or starts_with(e.action, ${`${action}.`}))`);
  }
  if (filter.actor !== undefined) list.push(sql`${filter.actor} in (e.actor_id, e.actor_kind)`);
  if (filter.integrationId !== undefined) list.push(sql`e.integration_id = ${filter.integrationId}`);
  if (filter.from !== undefined) list.push(sql`e.at >= ${filter.from}`);
  if (filter.to !== undefined) list.push(sql`e.at < ${filter.to}`);
  if (filter.q !== undefined) {
    list.push(sql`(${filter.q} in (e.action, e.object_id, e.actor_id)
      or ${contains(filter.q, objectName)})`);
  }
  return list;
}

/** The newest sequence number: the version of the audit list. */
export async function auditVersion(db: Queryable, tenantId: string): Promise<string> {
  const row = await db
    .selectFrom('auditEvent')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return row?.seq ?? '0';
}
