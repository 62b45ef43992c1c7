import { randomUUID } from 'node:crypto';
import type { Actor } from './commands.ts';
import type { Queryable, Tx } from './database.ts';

/** One state change, told once, in the transaction that makes it (DESIGN 11). `detail` never holds a secret. */
export interface AuditEntry {
  readonly tenantId: string;
  readonly actor: Actor;
  /** Object and verb: `integration.connected`, `mapping.account-mapped`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly integrationId?: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Of the HTTP request, where one caused it. */
  readonly requestId?: string | null;
}

/** Appends one row. Lock order: integration → command or line → audit (DESIGN 5), so call it last. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await recordAudits(tx, [entry]);
}

/** Appends many rows in one statement. */
export async function recordAudits(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx
    .insertInto('audit_event')
    .values(
      entries.map((entry) => ({
        tenant_id: entry.tenantId,
        id: randomUUID(),
        actor_kind: entry.actor.kind,
        actor_id: entry.actor.id,
        action: entry.action,
        object_kind: entry.objectKind,
        object_id: entry.objectId,
        integration_id: entry.integrationId ?? null,
        detail: JSON.stringify(entry.detail ?? {}),
        request_id: entry.requestId ?? null,
      })),
    )
    .execute();
}

export interface AuditFilter {
  readonly objectKind: string | undefined;
  readonly objectId: string | undefined;
  readonly action: string | undefined;
  readonly integrationId: string | undefined;
  readonly q: string | undefined;
}

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly integrationId: string | null;
  readonly detail: unknown;
  readonly requestId: string | null;
}

/** Newest first. */
export async function listAudit(
  db: Queryable,
  tenantId: string,
  filter: AuditFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly items: readonly AuditRow[] }> {
  let query = db.selectFrom('audit_event').where('tenant_id', '=', tenantId);
  if (filter.objectKind !== undefined) query = query.where('object_kind', '=', filter.objectKind);
  if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.integrationId !== undefined) query = query.where('integration_id', '=', filter.integrationId);
  if (filter.q !== undefined) {
    const text = filter.q;
    query = query.where((eb) =>
      eb.or([eb('action', '=', text), eb('object_id', '=', text), eb('actor_id', '=', text)]),
    );
  }
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const rows = await query.selectAll().orderBy('seq', 'desc').offset(page.offset).limit(page.limit).execute();
  return {
    total: Number(counted.total),
    items: rows.map((row) => ({
      id: row.id,
      at: row.at,
      actor: { kind: row.actor_kind, id: row.actor_id },
      action: row.action,
      objectKind: row.object_kind,
      objectId: row.object_id,
      integrationId: row.integration_id,
      detail: row.detail,
      requestId: row.request_id,
    })),
  };
}

/** The newest sequence number: the version of the audit list. */
export async function auditVersion(db: Queryable, tenantId: string): Promise<string> {
  const row = await db
    .selectFrom('audit_event')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.seq ?? '0';
}
