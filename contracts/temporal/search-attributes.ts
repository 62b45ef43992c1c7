import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * Attributes that must be registered before any worker starts: an unknown one fails every workflow task. Opaque
 * ids and codes only: they are plain text for everyone with access to Temporal.
 */
export const searchAttributeNames = [
  'TenantId',
  'IntegrationId',
  'SyncOutcome',
  'FailureCode',
  'TriggeredBy',
] as const;

const keyword = (name: (typeof searchAttributeNames)[number]) =>
  defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const TenantId = keyword('TenantId');
export const IntegrationId = keyword('IntegrationId');
export const SyncOutcome = keyword('SyncOutcome');
export const FailureCode = keyword('FailureCode');
export const TriggeredBy = keyword('TriggeredBy');
