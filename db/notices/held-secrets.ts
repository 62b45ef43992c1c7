import { message } from '../../messages/message.ts';
import { type RawBuilder, sql } from 'kysely';
import { dayMs } from '../../domain/calendar.ts';
import { signIns } from '../../domain/defaults.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { closeNoticesExcept, keepNotice } from './notices.ts';
import { secretReminderDays } from '../settings/settings.ts';

export type SecretKind =
  | 'master-key'
  | 'credential'
  | 'webhook'
  | 'audit-stream'
  | 'identity-provider'
  | 'api-key'
  | 'temporary-password'
  | 'session';

/** Something secret that is held, or that opens something; never the secret itself. */
export interface HeldSecret {
  readonly kind: SecretKind;
  /** Of the row that it belongs to; of sessions and temporary passwords, the member. */
  readonly id: string;
  /** Whose it is: the credential set, the receiver's host, the key, the person. */
  readonly name: string;
  readonly integrationId: string | null;
  readonly since: Date;
  readonly lastUsedAt: Date | null;
  readonly endsAt: Date | null;
}

/** The name of a set in the words of its kind, which the integration says. */
function credentialName({ vendors, psas }: Kinds): RawBuilder<string> {
  const ofVendors = Object.values(vendors).flatMap(({ kind, credentialSets }) =>
    credentialSets.map(
      ({ set, fullName }) => sql`when i.vendor = ${kind} and c.credential_set = ${set} then ${fullName}`,
    ),
  );
  const ofPsas = Object.values(psas).map(
    ({ kind, credentials: { set, fullName } }) =>
      sql`when i.psa = ${kind} and c.credential_set = ${set} then ${fullName}`,
  );
  return sql<string>`case ${sql.join([...ofVendors, ...ofPsas], sql` `)} else c.credential_set end`;
}

/** What has no end of its own and is replaced by people; a worker may read as much. */
const withoutEnd = (tenantId: string, kinds: Kinds): RawBuilder<unknown> => sql`
      select 1 as place, 'master-key' as kind, i.id, 'Master key' as name, null::uuid as integration_id,
        coalesce((select max(at) from audit_event where action = 'master-key.rotated'), i.created_at) as since,
        null::timestamptz as last_used_at, null::timestamptz as ends_at
      from installation i
      union all
      select 2, 'credential', c.id, ${credentialName(kinds)} || case c.state when 'candidate' then ' (candidate)' else '' end,
        c.integration_id, c.created_at, greatest(c.verified_at, c.probed_at), null
      from credential c join integration i on i.tenant_id = c.tenant_id and i.id = c.integration_id
      where c.tenant_id = ${tenantId} and c.state in ('candidate', 'working')
      union all
      select 3, 'webhook', id, split_part(url, '/', 3), null, secret_at, last_success_at, null
      from webhook where tenant_id = ${tenantId}
      union all
      select 3, 'audit-stream', id, split_part(url, '/', 3), null, secret_at, last_success_at, null
      from audit_stream where tenant_id = ${tenantId} and secret_at is not null
      union all
      select 3, 'identity-provider', id, name, null, secret_at, null, null
      from identity_provider where tenant_id = ${tenantId}`;

const withEnd = (tenantId: string, now: Date): RawBuilder<unknown> => sql`
      select 4, 'api-key', id, name, null, created_at, last_used_at, expires_at
      from api_key where tenant_id = ${tenantId} and revoked_at is null and (expires_at is null or expires_at > ${now})
      union all
      select 5, 'temporary-password', member.id, name, null, until - make_interval(days => ${signIns.temporaryPasswordDays}), null, until
      from member join person on person.id = member.person_id,
        lateral (select case
          when invitation_hash is null and disabled_at is null and person.temporary_used_at is null then person.temporary_until
          when disabled_at = member.created_at then invitation_until end as until) shown
      where tenant_id = ${tenantId} and until > ${now}
      union all
      select 6, 'session', member.id, member.name, null, min(session.created_at), max(session.last_seen_at), max(session.expires_at)
      from session join member on member.tenant_id = session.tenant_id and member.id = session.member_id
      where session.tenant_id = ${tenantId} and session.expires_at > ${now} group by member.id, member.name`;

/** Every secret of a tenant, and the installation's master key. By kind, the oldest first. */
export const heldSecrets = (
  db: Queryable,
  tenantId: string,
  kinds: Kinds,
  now: Date,
): Promise<readonly HeldSecret[]> =>
  read(db, sql`${withoutEnd(tenantId, kinds)} union all ${withEnd(tenantId, now)}`);

async function read(db: Queryable, held: RawBuilder<unknown>): Promise<readonly HeldSecret[]> {
  const { rows } = await sql<HeldSecret>`
    select kind, id, name, integration_id, since, last_used_at, ends_at from (${held}) held order by place, since, id`.execute(
    db,
  );
  return rows;
}

const replaceable: readonly SecretKind[] = [
  'master-key',
  'credential',
  'webhook',
  'audit-stream',
  'identity-provider',
];

export const isOld = ({ kind, since }: HeldSecret, days: number, now: Date): boolean =>
  replaceable.includes(kind) && now.getTime() - since.getTime() > days * dayMs;

/** A notice for each secret that is older than the setting says, until it is replaced. */
export async function keepSecretNotices(tx: Tx, tenantId: string, kinds: Kinds, now: Date): Promise<void> {
  const scope = { tenantId, integrationId: null };
  const days = await secretReminderDays(tx, tenantId);
  const old = (await read(tx, withoutEnd(tenantId, kinds))).filter((secret) => isOld(secret, days, now));
  await closeNoticesExcept(tx, scope, 'SecretOld', old.map(subjectOf));
  for (const secret of old)
    await keepNotice(tx, scope, {
      code: 'SecretOld',
      subject: subjectOf(secret),
      detail: message('notices.secret-old', {
        secret: secret.name,
        since: secret.since.toISOString().slice(0, 10),
        days,
      }),
    });
}

/** Two webhooks or streams may have one receiver, two providers one name. */
function subjectOf({ kind, name, id }: HeldSecret): string {
  if (kind === 'webhook') return `Webhook ${name} (${id.slice(0, 8)})`;
  if (kind === 'identity-provider') return `Identity provider ${name} (${id.slice(0, 8)})`;
  return kind === 'audit-stream' ? `Audit stream ${name} (${id.slice(0, 8)})` : name;
}
