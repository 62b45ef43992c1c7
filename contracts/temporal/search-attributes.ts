import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Opaque ids and codes only: search attributes are plain text for everyone with access to Temporal. */
export const TenantId = defineSearchAttributeKey('TenantId', SearchAttributeType.KEYWORD);
export const IntegrationId = defineSearchAttributeKey('IntegrationId', SearchAttributeType.KEYWORD);
export const SyncOutcome = defineSearchAttributeKey('SyncOutcome', SearchAttributeType.KEYWORD);
export const FailureCode = defineSearchAttributeKey('FailureCode', SearchAttributeType.KEYWORD);
export const TriggeredBy = defineSearchAttributeKey('TriggeredBy', SearchAttributeType.KEYWORD);
