/**
 * How long each kind of data is kept: the one source of docs/reference/retention.md and of Settings › Privacy. Every table
 * of the database is of exactly one kind, which a test compares with the schema and with what housekeeping deletes. Texts
 * are `retention.<kind>` and `retention.kept.<kept>`.
 */

export type Kept =
  | 'forever'
  | 'current'
  | 'removed'
  | 'revoked'
  | 'expired'
  | 'networks'
  | 'run'
  | 'invoices'
  | 'history'
  | 'counts'
  | 'listed'
  | 'closed'
  | 'commands'
  | 'messages'
  | 'workflows'
  | 'operator';

interface DataKind {
  readonly kept: Kept;
  /** As PostgreSQL names them; none: it is not in the database. */
  readonly tables: readonly string[];
}

export const retention = {
  audit: {
    kept: 'forever',
    tables: ['audit_event', 'audit_checkpoint', 'audit_signed_checkpoint', 'ledger_check'],
  },
  ledger: {
    kept: 'forever',
    tables: [
      'approval',
      'approval_line',
      'approval_signature',
      'write_intent',
      'write_allowance',
      'agreed_count',
      'check_override',
    ],
  },
  months: { kept: 'forever', tables: ['review_month', 'report_file'] },
  people: { kept: 'forever', tables: ['member', 'person'] },
  factors: { kept: 'removed', tables: ['passkey', 'totp', 'recovery_code', 'external_identity'] },
  'sign-ins': {
    kept: 'expired',
    tables: ['session', 'sign_in_step', 'sign_in_limit', 'used_logout_token'],
  },
  networks: { kept: 'networks', tables: ['sign_in_network'] },
  'api-keys': { kept: 'revoked', tables: ['api_key'] },
  connections: {
    kept: 'removed',
    tables: ['credential', 'webhook', 'audit_stream', 'identity_provider', 'identity_provider_role'],
  },
  users: { kept: 'listed', tables: ['seat_holder'] },
  counts: { kept: 'counts', tables: ['seat_count', 'usage_line_history'] },
  runs: {
    kept: 'history',
    tables: ['sync_run', 'sync_run_execution', 'run_composition', 'past_agreement_read', 'account_read'],
  },
  work: {
    kept: 'run',
    tables: ['account_work', 'agreement_work', 'unread_agreement', 'agreement_batch'],
  },
  invoices: { kept: 'invoices', tables: ['psa_invoice_read', 'psa_invoice', 'psa_invoice_line'] },
  notices: { kept: 'closed', tables: ['notice'] },
  commands: {
    kept: 'commands',
    tables: ['update_command', 'mapping_command', 'idempotency_key', 'outbox'],
  },
  messages: { kept: 'messages', tables: ['webhook_delivery'] },
  catalogs: {
    kept: 'current',
    tables: [
      'vendor_service',
      'vendor_account',
      'psa_company',
      'psa_agreement',
      'psa_line',
      'psa_product',
      'vanished_line',
      'usage_line',
      'usage_line_source',
      'control_total',
      'gate_status',
      'rate_budget',
      'psa_call_count',
    ],
  },
  decisions: {
    kept: 'removed',
    tables: [
      'account_mapping',
      'service_mapping',
      'suggestion_rejection',
      'line_choice',
      'included_answer',
      'billing_rule',
      'agreement_type_billing_target',
      'line_decision',
      'line_note',
      'saved_view',
      'write_method',
    ],
  },
  settings: {
    kept: 'current',
    tables: [
      'installation',
      'tenant',
      'setting',
      'tenant_logo',
      'integration',
      'instance',
      'key_check',
      'schema_info',
      'kysely_migration',
      'kysely_migration_lock',
    ],
  },
  workflows: { kept: 'workflows', tables: [] },
  outside: { kept: 'operator', tables: [] },
} as const satisfies Readonly<Record<string, DataKind>>;

export type RetainedKind = keyof typeof retention;

export const retainedKinds = Object.keys(retention) as readonly RetainedKind[];
