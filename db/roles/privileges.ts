import type { Tables } from '../model/tables.ts';
import type { GrantedRole } from './role-names.ts';

/**
 * What each role may do with each table, as letters: `s` select, `i` insert, `u` update, `d` delete. A table that is
 * missing here is nobody's but the owner's; a test finds it. Nobody but the owner may truncate, or change a table.
 *
 * The audit is only added to; so are approvals, allowances and what was sent (the ledger), of which the parts below may
 * not be changed. The worker makes no person, session, key or approval; the API reads nothing that it has sealed.
 */
export const tablePrivileges: Readonly<Record<TableName, Readonly<Record<GrantedRole, Privileges>>>> = {
  schemaInfo: { api: 's', worker: 's', commands: 's' },
  installation: { api: 'su', worker: 'su', commands: 'su' },
  keyCheck: { api: 'si', worker: 'si', commands: 'siud' },
  tenant: { api: 'su', worker: 'su', commands: 's' },
  member: { api: 'siu', worker: 's', commands: 'su' },
  session: { api: 'siud', worker: '', commands: 'sd' },
  signInLimit: { api: 'siud', worker: '', commands: 's' },
  signInNetwork: { api: 'siud', worker: '', commands: 'sd' },
  apiKey: { api: 'siu', worker: 's', commands: 's' },
  setting: { api: 'siu', worker: 's', commands: 's' },
  tenantLogo: { api: 'siud', worker: 's', commands: 's' },
  idempotencyKey: { api: 'siud', worker: 'sd', commands: 's' },
  auditEvent: { api: 'si', worker: 'si', commands: 'si' },
  auditCheckpoint: { api: 's', worker: 'si', commands: 'si' },
  auditSignedCheckpoint: { api: 's', worker: 'siu', commands: 'siu' },
  ledgerCheck: { api: '', worker: 'siu', commands: 'su' },
  integration: { api: 'siu', worker: 'siu', commands: 's' },
  instance: { api: 'siu', worker: 'siu', commands: 's' },
  credential: { api: 'siu', worker: 'su', commands: 'su' },
  gateStatus: { api: 'siu', worker: 'siu', commands: 's' },
  vendorService: { api: 's', worker: 'siu', commands: 's' },
  vendorAccount: { api: 'su', worker: 'siu', commands: 's' },
  psaCompany: { api: 's', worker: 'siu', commands: 's' },
  psaAgreement: { api: 's', worker: 'siu', commands: 's' },
  psaLine: { api: 's', worker: 'siud', commands: 's' },
  vanishedLine: { api: 'siud', worker: 'siud', commands: 's' },
  psaProduct: { api: 's', worker: 'siu', commands: 's' },
  accountMapping: { api: 's', worker: 'siud', commands: 's' },
  suggestionRejection: { api: 's', worker: 'siu', commands: 's' },
  serviceMapping: { api: 's', worker: 'siud', commands: 's' },
  lineChoice: { api: 'siu', worker: 'siu', commands: 's' },
  includedAnswer: { api: 'siu', worker: 'siu', commands: 's' },
  mappingCommand: { api: 'si', worker: 'siud', commands: 's' },
  updateCommand: { api: 'si', worker: 'siud', commands: 's' },
  syncRun: { api: 'siu', worker: 'siud', commands: 's' },
  syncRunExecution: { api: 's', worker: 'siud', commands: 's' },
  seatCount: { api: 's', worker: 'siud', commands: 's' },
  accountRead: { api: 's', worker: 'siud', commands: 's' },
  accountWork: { api: 's', worker: 'siud', commands: 's' },
  seatHolder: { api: 'su', worker: 'siud', commands: 's' },
  agreementWork: { api: 's', worker: 'siud', commands: 's' },
  agreementBatch: { api: 's', worker: 'siud', commands: 's' },
  unreadAgreement: { api: 's', worker: 'siud', commands: 's' },
  pastAgreementRead: { api: 's', worker: 'siud', commands: 's' },
  rateBudget: { api: 's', worker: 'siud', commands: 'siu' },
  psaCallCount: { api: '', worker: 'siud', commands: 'siud' },
  usageLine: { api: 'siud', worker: 'siud', commands: 's' },
  usageLineSource: { api: 'siud', worker: 'siud', commands: 's' },
  usageLineHistory: { api: 'siu', worker: 'siud', commands: 's' },
  controlTotal: { api: 'siu', worker: 'siu', commands: 's' },
  runComposition: { api: 'siu', worker: 'siud', commands: 's' },
  psaInvoiceRead: { api: 's', worker: 'siud', commands: 's' },
  psaInvoice: { api: 's', worker: 'siud', commands: 's' },
  psaInvoiceLine: { api: 's', worker: 'siud', commands: 's' },
  notice: { api: 'siu', worker: 'siud', commands: 's' },
  webhook: { api: 'siud', worker: 'su', commands: 'su' },
  webhookDelivery: { api: 'siu', worker: 'siud', commands: 'siud' },
  agreementTypeBillingTarget: { api: 'siud', worker: 's', commands: 's' },
  lineDecision: { api: 'siud', worker: 'siud', commands: 's' },
  savedView: { api: 'siud', worker: 's', commands: 's' },
  lineNote: { api: 'siu', worker: 's', commands: 's' },
  checkOverride: { api: 'si', worker: 's', commands: 's' },
  agreedCount: { api: 'siu', worker: 'siu', commands: 's' },
  approval: { api: 'si', worker: 's', commands: 's' },
  approvalLine: { api: 'siu', worker: 'su', commands: 's' },
  approvalSignature: { api: 'si', worker: 's', commands: 'su' },
  writeIntent: { api: 's', worker: 'siu', commands: 's' },
  writeMethod: { api: 'siud', worker: 'siud', commands: 's' },
  writeAllowance: { api: 'si', worker: 's', commands: 's' },
  outbox: { api: 'siu', worker: 'siud', commands: 'si' },
  reviewMonth: { api: 'siu', worker: 's', commands: 's' },
  kyselyMigration: { api: '', worker: '', commands: 's' },
  kyselyMigrationLock: { api: '', worker: '', commands: '' },
};

export type TableName = keyof Tables | 'kyselyMigration' | 'kyselyMigrationLock';

/** Letters of {@link tablePrivileges}, in this order. */
export type Privileges = '' | 's' | 'si' | 'siu' | 'siud' | 'su' | 'sd';

/** Columns that a role may write, where the table says so, and not read: what is sealed, and what lets people in. */
export const unreadableColumns: Readonly<
  Partial<Record<TableName, Partial<Record<GrantedRole, readonly string[]>>>>
> = {
  credential: { api: ['ciphertext'] },
  webhook: { api: ['ciphertext', 'previousCiphertext'] },
  member: { worker: ['passwordHash'] },
  apiKey: { worker: ['keyHash'] },
};

/** Columns that the database fills in by itself, so that no program says of its row of the audit when it was written. */
export const ungivenColumns: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  auditEvent: ['at', 'seq'],
};

/** Columns that only the owner may change once a row is there: what was approved, and what was sent. */
export const unchangeableColumns: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  approvalLine: [
    'tenantId',
    'id',
    'approvalId',
    'integrationId',
    'groupKey',
    'usageLineId',
    'lineVersion',
    'psaInstance',
    'companyId',
    'vendorServiceId',
    'agreementId',
    'psaLineId',
    'productIdentifier',
    'decision',
    'before',
    'after',
    'countOn',
    'billingTarget',
    'invoiceDate',
    'ruleVersion',
    'lastUpdated',
    'currency',
    'effectPerInvoice',
    'effectPerMonth',
    'reason',
    'actor',
    'approvedAt',
    'expiresAt',
    'snapshot',
    'evidence',
    'form',
    'reverts',
  ],
  approvalSignature: ['tenantId', 'approvalLineId', 'form'],
  writeIntent: [
    'tenantId',
    'id',
    'integrationId',
    'approvalLineId',
    'psaLineId',
    'sendNumber',
    'before',
    'after',
    'snapshot',
    'form',
    'firstDay',
    'document',
    'sentAt',
    'billingDay',
  ],
};
