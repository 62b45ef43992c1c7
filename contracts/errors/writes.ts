import type { ErrorDefinition } from './definition.ts';

/** Why an approved change waits or ends (RULES 6–8). */
export const writeErrors = {
  LineNotRead: {
    http: 409,
    title: 'The newest reading of this line is not complete',
    advice: 'Nothing is decided on old numbers. See the cause, then read the line again.',
  },
  TimeZoneUnknown: {
    http: 409,
    title: "The PSA's time zone is not known",
    advice:
      'An administrator sets the billing time zone in Settings. Until then days are those of the MSP itself, and nothing is approved, sent or closed by them.',
  },
  StampMoved: {
    title: 'The line or its agreement changed since the approval',
    advice: 'Nothing was sent. Review the line as it stands now and decide again.',
  },
  LineGone: {
    title: 'The line is no longer where it was',
    advice: 'Nothing was sent. It was deleted or moved in the PSA: read again, then decide.',
  },
  InvoiceMoved: {
    title: 'The invoice moved since the approval',
    advice: 'Nothing was sent. Decide again for the invoice that comes next.',
  },
  CountMoved: {
    title: 'The count moved past what was approved',
    advice: 'Nothing was sent. Review the line and decide on the newest count.',
  },
  MappingChanged: {
    title: 'Mapping or choice changed after the approval',
    advice: 'The approval is void. Review the line and decide again.',
  },
  ApprovalNotSigned: {
    title: 'An approved change is not the one that was approved',
    advice:
      'Nothing was sent. The database was changed outside Seatwise: keep a copy of it, run seatwise audit verify, seatwise reconcile and seatwise doctor, and find out who can write to it. Writing stops until an administrator acknowledges this notice; then decide the change again.',
  },
  RulesChanged: {
    title: 'The money rules changed after the approval',
    advice: 'Nothing was sent: what was approved was computed by other rules. Decide again.',
  },
  ApprovalExpired: { title: 'The approval expired', advice: 'Decide again on what the line shows now.' },
  ApproverRoleLost: {
    title: 'Who approved may no longer approve',
    advice: 'The approval is void. Somebody with the right decides again.',
  },
  Disarmed: { title: 'Writing was disarmed', advice: 'An administrator arms the integration again.' },
  Disconnected: { title: 'The integration was disconnected', advice: 'Connect it again, then decide again.' },
  Replaced: { title: 'A newer approval took its place', advice: 'Nothing to do.' },
  CancelledByPerson: { title: 'Cancelled before it was sent', advice: 'Nothing to do.' },
  WriteConflict: {
    title: 'The PSA shows another value than approved',
    advice: 'Compare both values, put the PSA right if needed, and resolve with a reason.',
  },
  WriteMovedOthers: {
    title: 'Other lines of its document moved',
    advice:
      'Compare the lines that the detail names with the PSA, and put right there what is wrong. Where a way of writing was chosen, nothing more is written by it until it is proven anew.',
  },
  LandedLater: {
    title: 'An invoice was made while a change was sent',
    advice:
      'The change is on the invoice that the detail names, not on the one it was approved for. Correct the invoice that was made in the PSA where the customer should be billed for it.',
  },
  EditDuringWrite: {
    title: 'Somebody edited the same document while a line was written',
    advice:
      'Compare what the detail names with the PSA, which may show the old value again, and enter the edit once more where it was lost.',
  },
  WriteMethodNotProven: {
    title: 'How such lines are written is not chosen, or not proven',
    advice:
      'On the page of the connection, an administrator chooses how such lines are written and proves it on one line by arming. It is sent then.',
  },
  WriteRefused: {
    title: 'The PSA refused the change',
    advice: "Read the PSA's own words; nothing was changed.",
  },
  WriteOutcomeUnknown: {
    title: 'It is not known whether the change was made',
    advice: 'Nothing to do: the line is read back before anything else is sent.',
  },
  SeatwiseBusy: {
    title: 'Seatwise is busy',
    advice:
      'Nothing to do: nothing was sent, and it is read again in a moment. If it stays, see Operating: Seatwise was too slow between reading the line and sending.',
  },
  PsaSlow: {
    title: 'The PSA answers too slowly to write',
    advice:
      'Nothing was sent, and it is tried again by itself, each time a little later. The detail names the PSA and how long it took to answer. If it stays, look at the status page of the PSA, and at what else calls it at that time.',
  },
  WriteBlocked: {
    title: 'Approved changes wait for the PSA credential',
    advice: 'Repair the PSA credential; the changes are sent then.',
  },
  WriteProving: {
    title: 'The first change is read back first',
    advice:
      'Nothing to do: only a real change shows that a new quantity is stored, so the first one of the connection, or by its way of writing, is sent alone, and the others are sent once it reads back as approved. Where it is refused, the next one is the first; where it ended in a conflict, a person resolves that.',
  },
  WriteCapReached: {
    title: 'The daily limit of changes is reached',
    advice: 'An administrator looks at what was sent today and continues, or the rest goes out tomorrow.',
  },
  CurrencyRateMissing: {
    title: 'A change is billed in a currency without an exchange rate',
    advice:
      'An administrator sets the exchange rate under Settings, Time and currency; the change is sent then, if the daily limit lets it.',
  },
  WriteStopped: {
    title: 'Writing stands still until every approval was read again',
    advice: 'Nothing to do unless it stays: rows and Temporal did not agree, so the PSA is read first.',
  },
  WriteWaits: {
    title: 'An approved change could not be sent three times',
    advice:
      'See the cause in the detail. Nothing was sent, and it is tried again by itself; cancel it to stop that.',
  },
  ApprovalNotTaken: {
    title: 'Temporal does not take an approval',
    advice:
      "See Temporal's own words in the detail. The changes of this approval are not sent until it does; it is tried again every few minutes. Cancel them to decide anew.",
  },
  InvoiceUndone: {
    title: 'An invoice was undone in the PSA',
    advice: 'Look at the changes that landed on it: they may be invoiced again.',
  },
} as const satisfies Record<string, ErrorDefinition>;
