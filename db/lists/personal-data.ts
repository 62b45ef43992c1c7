import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** Whose data: a member of one organization, and the person who signs in as them. */
export interface DataSubject {
  readonly tenantId: string;
  readonly memberId: string;
  readonly personId: string;
}

/** How rows of a table lead to a person. `actor`: them, or an API key that they created or own. */
type Link =
  | { readonly by: 'member' | 'person' | 'actor' | 'actor-text'; readonly column: string }
  /** Entries by them, and about them. */
  | { readonly by: 'audit' }
  /** Notices that name them, by ID or email. */
  | { readonly by: 'notice' };

export interface PersonalSource {
  readonly table: string;
  /** What is exported; never a secret or its hash. */
  readonly columns: readonly string[];
  /** Any of them. */
  readonly links: readonly Link[];
  /** The order in which rows are read: with the tenant a unique index, so that each page continues where the last ended. */
  readonly key: readonly string[];
  /** Sign-in data, which an administrator of one organization does not see of a person in several. */
  readonly ofPerson?: true;
  /** Columns by which an open invitation differs from a new person's membership. */
  readonly tellsInvitation?: readonly string[];
}

const actor = (column = 'actor'): readonly Link[] => [{ by: 'actor', column }];
const actorText = (column: string): readonly Link[] => [{ by: 'actor-text', column }];

/** Every table that leads to a member or person and is exported. A test finds a table that is missing. */
export const personalSources: readonly PersonalSource[] = [
  {
    table: 'person',
    columns: ['id', 'email', 'created_at', 'signed_in_at', 'rejected_sign_ins', 'rejected_sign_in_at', 'rejected_sign_in_from', 'temporary_until', 'temporary_used_at'],
    links: [{ by: 'person', column: 'id' }], key: ['id'], ofPerson: true,
  },
  {
    table: 'member',
    columns: ['id', 'email', 'name', 'role', 'role_from', 'break_glass', 'local_sign_in_at', 'approved_until', 'closed_to_keys', 'created_at', 'created_by', 'created_by_key', 'disabled_at', 'signed_in_at', 'invitation_until'],
    links: [{ by: 'member', column: 'id' }], key: ['id'], tellsInvitation: ['disabled_at', 'invitation_until'],
  },
  {
    table: 'session',
    columns: ['id', 'created_at', 'last_seen_at', 'expires_at', 'address', 'device', 'method', 'factor', 'password_at'],
    links: [{ by: 'member', column: 'member_id' }], key: ['id'],
  },
  { table: 'sign_in_network', columns: ['network', 'last_at'], links: [{ by: 'member', column: 'member_id' }], key: ['network'] },
  { table: 'external_identity', columns: ['id', 'provider_id', 'subject', 'email', 'created_at', 'last_used_at'], links: [{ by: 'member', column: 'member_id' }], key: ['id'] },
  { table: 'passkey', columns: ['id', 'name', 'aaguid', 'transports', 'backed_up', 'rp_id', 'created_at', 'last_used_at'], links: [{ by: 'person', column: 'person_id' }], key: ['id'], ofPerson: true },
  { table: 'totp', columns: ['created_at', 'last_used_at'], links: [{ by: 'person', column: 'person_id' }], key: ['person_id'], ofPerson: true },
  { table: 'recovery_code', columns: ['created_at', 'used_at'], links: [{ by: 'person', column: 'person_id' }], key: ['code_hash'], ofPerson: true },
  { table: 'api_key', columns: ['id', 'name', 'prefix', 'role', 'scopes', 'created_at', 'expires_at', 'last_used_at', 'revoked_at', 'owner_id', 'created_by_key'], links: [
      { by: 'member', column: 'created_by' },
      { by: 'member', column: 'owner_id' },
    ], key: ['id'] },
  { table: 'saved_view', columns: ['id', 'name', 'query', 'shared', 'changed_at', 'api_key_id'], links: [{ by: 'member', column: 'owner' }], key: ['id'] },
  { table: 'webhook', columns: ['id', 'url', 'created_at'], links: [{ by: 'member', column: 'created_by' }], key: ['id'] },
  { table: 'audit_stream', columns: ['id', 'url', 'created_at'], links: [{ by: 'member', column: 'created_by' }], key: ['id'] },
  { table: 'credential', columns: ['id', 'integration_id', 'credential_set', 'state', 'created_at'], links: actorText('created_by'), key: ['id'] },
  { table: 'line_note', columns: ['integration_id', 'group_key', 'text', 'assignee', 'until_day', 'written_by', 'written_at'], links: [{ by: 'member', column: 'assignee' }, ...actor('written_by')], key: ['integration_id', 'group_key'] },
  { table: 'line_decision', columns: ['integration_id', 'group_key', 'state', 'quantity', 'reason', 'decided_at'], links: actor('decided_by'), key: ['integration_id', 'group_key'] },
  { table: 'check_override', columns: ['id', 'integration_id', 'group_key', 'check_name', 'reason', 'overridden_at'], links: actor('overridden_by'), key: ['id'] },
  { table: 'approval', columns: ['id', 'integration_id', 'kind', 'approved_at'], links: actor(), key: ['id'] },
  { table: 'approval_line', columns: ['id', 'approval_id', 'group_key', 'label', 'decision', 'before', 'after', 'reason', 'approved_at', 'state', 'finished_at', 'resolved_at', 'resolved_by', 'resolution'], links: [...actor(), ...actor('resolved_by')], key: ['id'] },
  { table: 'write_allowance', columns: ['id', 'integration_id', 'billing_day', 'cap', 'granted_at'], links: actor('granted_by'), key: ['id'] },
  { table: 'write_method', columns: ['integration_id', 'choice', 'method', 'chosen_at'], links: actor('chosen_by'), key: ['integration_id', 'choice'] },
  { table: 'billing_rule', columns: ['id', 'version', 'integration_id', 'change', 'reason', 'made_at'], links: actor(), key: ['id', 'version'] },
  { table: 'agreement_type_billing_target', columns: ['integration_id', 'type_id', 'bills_in', 'decided_at'], links: actor('decided_by'), key: ['integration_id', 'type_id'] },
  { table: 'account_mapping', columns: ['integration_id', 'vendor_account_id', 'state', 'company_id', 'reason', 'decided_at'], links: actorText('decided_by'), key: ['vendor_account_id'] },
  { table: 'service_mapping', columns: ['integration_id', 'vendor_service_id', 'product_id', 'decided_at'], links: actorText('decided_by'), key: ['integration_id', 'product_id'] },
  { table: 'suggestion_rejection', columns: ['integration_id', 'vendor_account_id', 'company_id', 'rejected_at'], links: actorText('rejected_by'), key: ['vendor_account_id', 'company_id'] },
  { table: 'line_choice', columns: ['integration_id', 'company_id', 'vendor_service_id', 'psa_line_id', 'role', 'reason', 'decided_at'], links: actorText('decided_by'), key: ['integration_id', 'psa_line_id'] },
  { table: 'included_answer', columns: ['integration_id', 'company_id', 'vendor_service_id', 'psa_line_id', 'answer', 'reason', 'decided_at'], links: actorText('decided_by'), key: ['integration_id', 'psa_line_id'] },
  { table: 'sync_run', columns: ['id', 'integration_id', 'trigger', 'mode', 'state', 'queued_at'], links: actor('requested_by'), key: ['id'] },
  { table: 'review_month', columns: ['id', 'integration_id', 'month', 'version', 'closed_by', 'closed_at', 'reopened_by', 'reopened_at', 'reopen_reason'], links: [...actor('closed_by'), ...actor('reopened_by')], key: ['id'] },
  { table: 'mapping_command', columns: ['integration_id', 'command_id', 'state', 'received_at', 'applied_at'], links: actor(), key: ['integration_id', 'command_id'] },
  { table: 'update_command', columns: ['integration_id', 'command_id', 'kind', 'status', 'received_at', 'done_at'], links: actor(), key: ['integration_id', 'command_id'] },
  // Without `subject`, which names others where a person reset their factors: the email by which a row was found is in `member`.
  { table: 'notice', columns: ['id', 'integration_id', 'code', 'detail', 'state', 'first_at', 'last_at', 'times', 'closed_at'], links: [{ by: 'notice' }], key: ['id'] },
  { table: 'audit_event', columns: ['id', 'at', 'actor_kind', 'actor_id', 'action', 'object_kind', 'object_id', 'integration_id', 'detail', 'request_id'], links: [{ by: 'audit' }], key: ['seq'] },
]; // prettier-ignore

const own = ({ tenantId, memberId }: DataSubject): RawBuilder<unknown> => sql`(
  select ${memberId}::text union all
  select k.id::text from api_key k where k.tenant_id = ${tenantId} and ${memberId} in (k.created_by, k.owner_id))`;

/** Emails stand alone or in parentheses in the subject of a notice; the part of a longer one is another person. */
const isNamedIn = ({ tenantId, memberId }: DataSubject): RawBuilder<unknown> => sql`(
  position(${memberId} in t.detail::text) > 0 or position(
    (select ' ' || lower(m.email) || ' ' from member m where m.tenant_id = ${tenantId} and m.id = ${memberId})
    in ' ' || translate(lower(t.subject), '()', '  ') || ' ') > 0)`;

function condition(link: Link, subject: DataSubject): RawBuilder<unknown> {
  if (link.by === 'audit')
    return sql`(t.actor_id in ${own(subject)} or (t.object_kind = 'member' and t.object_id = ${subject.memberId}))`;
  if (link.by === 'notice') return isNamedIn(subject);
  const column = sql.ref(`t.${link.column}`);
  switch (link.by) {
    case 'member':
      return sql`${column} = ${subject.memberId}`;
    case 'person':
      return sql`${column} = ${subject.personId}`;
    case 'actor':
      return sql`${column} ->> 'id' in ${own(subject)}`;
    case 'actor-text':
      return sql`${column} in ${own(subject)}`;
  }
}

/** Rows of one page: memory does not grow with the history. */
const pageRows = 500;

/** Values of the key of a row, as text. */
export type PersonalKey = readonly string[];

/**
 * Returns rows of a source about a person, each as JSON, after the row with this key. `last`: the key to continue after;
 * `null` when there are no more. Pages follow an index, so that each row is read once, however many pages there are.
 */
export async function personalRows(
  db: Queryable,
  source: PersonalSource,
  subject: DataSubject,
  after: PersonalKey | null,
): Promise<{ readonly rows: readonly string[]; readonly last: PersonalKey | null }> {
  const key = source.key.map((column) => sql.ref(`t.${column}`));
  const conditions = source.links.map((link) => condition(link, subject));
  const ofTenant = source.links.some(({ by }) => by === 'person')
    ? sql`true`
    : sql`t.tenant_id = ${subject.tenantId}`;
  const continued = after === null ? sql`true` : sql`(${sql.join(key)}) > (${sql.join(after)})`;
  const { rows } = await sql<{ key: PersonalKey; row: string }>`
    select array[${sql.join(key.map((one) => sql`${one}::text`))}] as key,
      (select row_to_json(shown)::text from (select ${sql.join(
        source.columns.map((column) => sql.ref(`t.${column}`)),
      )}) shown) as row
    from ${sql.table(source.table)} t
    where ${ofTenant} and (${sql.join(conditions, sql` or `)}) and ${continued}
    order by ${sql.join(key)} limit ${pageRows}`.execute(db);
  const last = rows.length < pageRows ? null : (rows.at(-1)?.key ?? null);
  return { rows: rows.map(({ row }) => row), last };
}
