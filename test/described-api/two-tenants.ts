import { storeReportFiles } from '../../db/usage/report-files.ts';
import { noFacts } from '../environment/no-figures.ts';
import { asWritten } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { createApiKey } from '../../db/people/api-keys.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { receiveMappingCommand } from '../../db/integrations/commands.ts';
import type { Database } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { createPasskey } from '../../db/people/passkeys.ts';
import { createMember } from '../../db/people/people.ts';
import { storeRuleVersions } from '../../db/billing-rules/rule-versions.ts';
import { insertSavedView } from '../../db/people/saved-views.ts';
import { putLineNotes } from '../../db/usage/line-notes.ts';
import { frozenMonth } from '../../db/usage/frozen-month.ts';
import { insertReviewMonth } from '../../db/usage/review-months.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { Role } from '../../domain/roles.ts';
import { createAuditStream } from '../../db/notices/audit-streams.ts';
import { createProvider } from '../../db/people/identity-providers.ts';
import { createWebhook } from '../../db/notices/webhooks.ts';
import { approved, inConflict, readyToWrite } from '../environment/seeded-approvals.ts';
import { connected, countAll, load, setGates } from '../environment/seeded-integration.ts';
import type { KnownIds } from './generating.ts';

/** Everything a tenant can have, and one id of it for each parameter of the API's paths. */
export interface SeededTenant extends KnownIds {
  readonly tenantId: string;
  readonly key: IntegrationKey;
}

const customers = [
  { name: 'Acme', counted: 12, billed: 10 },
  { name: 'Bluebird', counted: 8, billed: 10 },
  { name: 'Cedar', counted: 30, billed: 10 },
  { name: 'Dune', counted: 7, billed: 6 },
] as const;

/** What the PSA calls its type of agreement must differ between two tenants to tell their ids apart. */
export interface SeedOptions {
  /** The API's own, under which it keeps secrets. */
  readonly keyRing: KeyRing;
  readonly agreementTypeId: string;
}

/** An integration in use with counts, lines, approvals of which one is in conflict, a closed month, people and a key. */
export async function seedTenant(
  db: Database,
  tenantId: string,
  { keyRing, agreementTypeId }: SeedOptions,
): Promise<SeededTenant> {
  const key = await connected(db, tenantId, 'active');
  await setGates(db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
  const accounts = [
    ...customers.map(({ name, counted }, index) => ({ name, foreignId: `DA${index}`, seats: counted, company: name })),
    { name: 'Unmapped Ltd', foreignId: 'DA99', seats: 3 },
  ]; // prettier-ignore
  await load(db, key, accounts, Object.fromEntries(customers.map(({ name, billed }) => [name, billed])));
  const runId = await countAll(db, key, accounts);
  await readyToWrite(db, key);
  const memberId = await addMember(db, tenantId, 'reviewer');
  const actor = { kind: 'member', id: memberId } as const;
  const conflict = await approved(db, key, 'Dune', actor);
  await inConflict(db, key, conflict.lineId, '9');
  const queued = await approved(db, key, 'Acme', actor);
  const commandId = `command-of-${tenantId}`;
  const rest = await db.transaction().execute(async (tx) => {
    const now = new Date();
    const name = now.toISOString().slice(0, 'YYYY-MM'.length);
    const month = (await frozenMonth(tx, key, name, 'UTC', now))!;
    const { id: monthId } = await insertReviewMonth(tx, key, name, month, {
      by: actor, at: now, version: 1, facts: noFacts, logo: null,
    }); // prettier-ignore
    await storeReportFiles(tx, { tenantId, id: monthId, at: now }, [
      { name: 'report.pdf', format: 'pdf', paper: 'A4', mediaType: 'application/pdf', sha256: '', bytes: Buffer.from('%PDF-') },
    ]); // prettier-ignore
    const { id: keyId } = await createApiKey(tx, {
      tenantId, name: 'script', prefix: 'sw_seeded', keyHash: randomUUID(), role: 'viewer', createdBy: memberId, expiresAt: null,
    }); // prettier-ignore
    await receiveMappingCommand(tx, key, { commandId, bodyHash: 'h', actor, decisions: [] }); // prettier-ignore
    await raiseNotice(tx, key, { code: 'WriteRejected', subject: 'DA99', detail: asWritten('Unmapped Ltd') });
    const { id: noticeId } = await tx.selectFrom('notice').select('id').where('tenantId', '=', tenantId).where('code', '=', 'WriteRejected').executeTakeFirstOrThrow(); // prettier-ignore
    await recordAudit(tx, { tenantId, actor, action: 'integration.connected', objectKind: 'integration', objectId: key.integrationId, integrationId: key.integrationId }); // prettier-ignore
    await tx
      .updateTable('psaAgreement')
      .set({ typeId: agreementTypeId })
      .where('integrationId', '=', key.integrationId)
      .execute();
    const webhookId = await createWebhook(tx, keyRing, {
      tenantId, url: 'https://hooks.example.com/seatwise', events: ['notice.opened'], minimum: 'error', secret: 'whsec_c2VlZGVkc2VlZGVkc2VlZGVkc2VlZGVk', createdBy: memberId,
    }); // prettier-ignore
    const streamId = await createAuditStream(tx, keyRing, {
      tenantId, url: 'https://siem.example.com/seatwise', ca: null, sentTo: 0, secret: 'whsec_c2VlZGVkc2VlZGVkc2VlZGVkc2VlZGVk', createdBy: memberId,
    }); // prettier-ignore
    const providerId = await createProvider(tx, keyRing, tenantId, {
      kind: 'generic', name: 'Keycloak', issuer: 'https://sso.nowhere.test', clientId: 'seatwise', domains: [], roleClaim: null, roles: [], defaultRole: 'viewer', enabled: true,
    }, randomUUID()); // prettier-ignore
    const identityId = randomUUID();
    await tx.insertInto('externalIdentity').values({ tenantId, id: identityId, providerId, subject: 'seeded', memberId }).execute(); // prettier-ignore
    const { id: sessionId } = await tx.insertInto('session').values({ tenantId, idHash: randomUUID(), memberId, expiresAt: new Date(Date.now() + 3_600_000) }).returning('id').executeTakeFirstOrThrow(); // prettier-ignore
    const { personId } = await tx.selectFrom('member').select('personId').where('tenantId', '=', tenantId).where('id', '=', memberId).executeTakeFirstOrThrow(); // prettier-ignore
    const passkeyId = await createPasskey(tx, {
      personId, credentialId: randomUUID(), publicKey: Buffer.from('none'), counter: 0, transports: [], aaguid: '', backedUp: false, name: 'Key', rpId: 'localhost',
    }); // prettier-ignore
    const viewId = await insertSavedView(tx, tenantId, { memberId, apiKeyId: null }, { name: 'Increases', query: 'kind=increase', shared: true }, now); // prettier-ignore
    await putLineNotes(tx, key, [{ groupKey: 'seeded', text: 'asked', assignee: memberId, until: null, version: 1 }], actor, now); // prettier-ignore
    const ruleId = randomUUID();
    const rule = {
      id: ruleId,
      version: 1,
      scope: { kind: 'customer', id: '4' },
      terms: { maximum: 900_000 },
      source: 'MSA',
      from: '2026-01-01',
      to: null,
    } as const;
    await storeRuleVersions(tx, key, [{ change: 'added', before: null, after: rule }], {
      reason: 'signed',
      actor,
      at: now,
    });
    return {
      ruleId,
      monthId,
      keyId,
      providerId,
      identityId,
      webhookId,
      streamId,
      noticeId,
      sessionId,
      passkeyId: passkeyId!,
      viewId: viewId!,
    };
  });
  const one = async (table: 'usage_line' | 'vendor_account', name: string, column: 'label' | 'name') => {
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.table(table)} where integration_id = ${key.integrationId} and ${sql.ref(column)} = ${name}`.execute(db);
    return rows[0]!.id;
  }; // prettier-ignore
  return {
    tenantId,
    key,
    params: {
      id: key.integrationId,
      runId,
      lineId: await one('usage_line', 'Cedar', 'label'),
      accountId: await one('vendor_account', 'Unmapped Ltd', 'name'),
      memberId,
      commandId,
      companyId: '1',
      typeId: agreementTypeId,
      approvalId: queued.approvalId,
      approvalLineId: queued.lineId,
      name: 'report.pdf',
      seq: '1',
      ...rest,
    },
    // Most routes that take an id in query or body mean the integration.
    uuids: [...(await everyId(db, tenantId)), ...Array.from({ length: 15 }, () => key.integrationId)],
    texts: ['1', '2', '3', '100', '9000', '9001', 'Acme', 'approve', 'next-invoice', 'duo', 'billing', 'connectwise'], // prettier-ignore
  };
}

/** A tenant beside the one of the API under test, as long as there are no two of them in one installation. */
export async function seedAnotherTenant(db: Database, options: SeedOptions): Promise<SeededTenant> {
  const tenantId = randomUUID();
  await db.insertInto('tenant').values({ id: tenantId, name: 'Another MSP' }).execute();
  return seedTenant(db, tenantId, options);
}

async function addMember(db: Database, tenantId: string, role: Role): Promise<string> {
  const member = await db.transaction().execute((tx) =>
    createMember(tx, { tenantId, email: `seeded@${tenantId}.test`, name: 'Seeded', role, passwordHash: 'none' }),
  ); // prettier-ignore
  return member!.id;
}

/** The ids of all rows of a tenant, whatever the table. */
export async function everyId(db: Database, tenantId: string): Promise<readonly string[]> {
  const tables = await tablesOf(db, 'id');
  const found = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ id: unknown }>`
        select id::text as id from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(db);
      return rows.map(({ id }) => String(id));
    }),
  );
  return [...new Set(found.flat())].filter((id) => /^[0-9a-f]{8}-/u.test(id));
}

/** Every row of a tenant as text, to see that nothing changed. */
export async function everyRow(db: Database, tenantId: string): Promise<readonly string[]> {
  const tables = await tablesOf(db, 'tenant_id');
  const found = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ row: string }>`
        select row_to_json(t)::text as row from ${sql.table(table)} t where tenant_id = ${tenantId}`.execute(
        db,
      );
      return rows.map(({ row }) => `${table} ${row}`);
    }),
  );
  return found.flat().sort();
}

async function tablesOf(db: Database, column: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns c join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = ${column}
      and exists (select 1 from information_schema.columns t where t.table_name = c.table_name and t.column_name = 'tenant_id')`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}
