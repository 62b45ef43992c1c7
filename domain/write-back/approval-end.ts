import type { Message } from '../../messages/message.ts';

/** Why an approval that was not sent yet ends; codes stand in contracts/errors.ts. */
export interface ApprovalEnd {
  readonly state: 'stale' | 'canceled';
  readonly code:
    | 'SnapshotChanged'
    | 'LineGone'
    | 'InvoiceChanged'
    | 'CountChanged'
    | 'SeatsReturned'
    | 'NoLongerNew'
    | 'MappingChanged'
    | 'RulesChanged'
    | 'BillingRuleChanged'
    | 'CanceledDayChanged'
    | 'ApprovalExpired'
    | 'ApproverRoleLost'
    | 'WriteBackTurnedOff'
    | 'Disconnected';
  readonly detail: Message;
}

export const stale = (code: ApprovalEnd['code'], detail: Message): ApprovalEnd => ({
  state: 'stale',
  code,
  detail,
});

export const void_ = (code: ApprovalEnd['code'], detail: Message): ApprovalEnd => ({
  state: 'canceled',
  code,
  detail,
});
