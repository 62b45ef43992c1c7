import type { Tables } from '../core/tables.ts';
import type { GrantedRole } from './role-names.ts';

/**
 * What each role may do with each table, as letters: `s` select, `i` insert, `u` update, `d` delete. A table that is
 * missing here is nobody's but the owner's; a test finds it. Nobody but the owner may truncate, or change a table.
 *
 * The audit is only added to; so are approvals, allowances and what was sent (the ledger), of which the parts below may
 * not be changed. The worker makes no person, session, key or approval; the API reads nothing that it has sealed.
 */
export const tablePrivileges: Readonly<Record<TableName, Readonly<Record<GrantedRole, Privileges>>>> = {
  schema_info: { api: 's', worker: 's', commands: 's' },
  installation: { api: 'su', worker: 'su', commands: 'su' },
  key_check: { api: 'si', worker: 'si', commands: 'siud' },
  tenant: { api: 'su', worker: 'su', commands: 's' },
  member: { api: 'siu', worker: 's', commands: 'su' },
  session: { api: 'siud', worker: '', commands: 'sd' },
  sign_in_limit: { api: 'siud', worker: '', commands: 's' },
  sign_in_network: { api: 'siud', worker: '', commands: 'sd' },
  api_key: { api: 'siu', worker: 's', commands: 's' },
  setting: { api: 'siu', worker: 's', commands: 's' },
  idempotency_key: { api: 'siud', worker: 'sd', commands: 's' },
  audit_event: { api: 'si', worker: 'si', commands: 'si' },
  audit_seal: { api: 's', worker: 'si', commands: 'si' },
  audit_checkpoint: { api: 's', worker: 'siu', commands: 'siu' },
  integration: { api: 'siu', worker: 'su', commands: 's' },
  credential: { api: 'siu', worker: 'su', commands: 'su' },
  gate_status: { api: 'siu', worker: 'siu', commands: 's' },
  vendor_service: { api: 's', worker: 'siu', commands: 's' },
  vendor_account: { api: 'su', worker: 'siu', commands: 's' },
  psa_company: { api: 's', worker: 'siu', commands: 's' },
  psa_agreement: { api: 's', worker: 'siu', commands: 's' },
  psa_line: { api: 's', worker: 'siud', commands: 's' },
  vanished_line: { api: 'siud', worker: 'siud', commands: 's' },
  psa_product: { api: 's', worker: 'siu', commands: 's' },
  account_mapping: { api: 's', worker: 'siud', commands: 's' },
  suggestion_rejection: { api: 's', worker: 'siu', commands: 's' },
  service_mapping: { api: 's', worker: 'siud', commands: 's' },
  line_choice: { api: 'siu', worker: 'siu', commands: 's' },
  included_answer: { api: 'siu', worker: 'siu', commands: 's' },
  mapping_command: { api: 'si', worker: 'siud', commands: 's' },
  update_command: { api: 'si', worker: 'siud', commands: 's' },
  sync_run: { api: 'siu', worker: 'siud', commands: 's' },
  sync_run_execution: { api: 's', worker: 'siud', commands: 's' },
  seat_count: { api: 's', worker: 'siud', commands: 's' },
  account_read: { api: 's', worker: 'siud', commands: 's' },
  past_account_read: { api: 's', worker: 'siud', commands: 's' },
  seat_holder: { api: 'su', worker: 'siud', commands: 's' },
  agreement_read: { api: 's', worker: 'siud', commands: 's' },
  past_agreement_read: { api: 's', worker: 'siud', commands: 's' },
  rate_budget: { api: 's', worker: 'siud', commands: 'siu' },
  usage_line: { api: 'siud', worker: 'siud', commands: 's' },
  usage_line_source: { api: 'siud', worker: 'siud', commands: 's' },
  usage_line_history: { api: 'siu', worker: 'siud', commands: 's' },
  control_total: { api: 'siu', worker: 'siu', commands: 's' },
  run_composition: { api: 'siu', worker: 'siud', commands: 's' },
  notice: { api: 'siu', worker: 'siud', commands: 's' },
  webhook: { api: 'siud', worker: 'su', commands: 'su' },
  webhook_delivery: { api: 'siu', worker: 'siud', commands: 'siud' },
  agreement_type_landing: { api: 'siud', worker: 's', commands: 's' },
  line_decision: { api: 'siud', worker: 'siud', commands: 's' },
  guard_release: { api: 'si', worker: 's', commands: 's' },
  agreed_count: { api: 'siu', worker: 'siu', commands: 's' },
  approval: { api: 'si', worker: 's', commands: 's' },
  approval_line: { api: 'siu', worker: 'su', commands: 's' },
  write_intent: { api: 's', worker: 'siu', commands: 's' },
  write_allowance: { api: 'si', worker: 's', commands: 's' },
  outbox: { api: 'siu', worker: 'siud', commands: 's' },
  review_month: { api: 'siu', worker: 's', commands: 's' },
  kysely_migration: { api: '', worker: '', commands: 's' },
  kysely_migration_lock: { api: '', worker: '', commands: '' },
};

export type TableName = keyof Tables | 'kysely_migration' | 'kysely_migration_lock';

/** Letters of {@link tablePrivileges}, in this order. */
export type Privileges = '' | 's' | 'si' | 'siu' | 'siud' | 'su' | 'sd';

/** Columns that a role may write, where the table says so, and not read: what is sealed, and what lets people in. */
export const unreadableColumns: Readonly<
  Partial<Record<TableName, Partial<Record<GrantedRole, readonly string[]>>>>
> = {
  credential: { api: ['ciphertext'] },
  webhook: { api: ['ciphertext', 'previous_ciphertext'] },
  member: { worker: ['password_hash'] },
  api_key: { worker: ['key_hash'] },
};

/** Columns that only the owner may change once a row is there: what was approved, and what was sent. */
export const unchangeableColumns: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  approval_line: [
    'tenant_id',
    'id',
    'approval_id',
    'integration_id',
    'company_id',
    'vendor_service_id',
    'agreement_id',
    'psa_line_id',
    'decision',
    'before',
    'after',
    'actor',
    'approved_at',
    'expires_at',
    'evidence',
    'form',
    'reverts',
  ],
  write_intent: [
    'tenant_id',
    'id',
    'integration_id',
    'approval_line_id',
    'psa_line_id',
    'send_number',
    'before',
    'after',
    'stamp',
    'form',
    'sent_at',
    'billing_day',
  ],
};
