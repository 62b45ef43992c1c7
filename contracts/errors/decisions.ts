import type { ErrorDefinition } from './definition.ts';

/** Refused decisions about usage lines, changes and months (RULES 4–9). */
export const decisionErrors = {
  LineMoved: {
    http: 409,
    title: 'The line changed since you saw it',
    advice: 'Read the line again, then decide on what it shows now.',
  },
  NoteMoved: {
    http: 409,
    title: 'Somebody changed the note since you saw it',
    advice: 'Read the line again, then write what is to stand there now.',
  },
  AssigneeUnknown: {
    http: 422,
    title: 'Nobody who may decide has this id',
    advice: 'Choose a member who is a reviewer at least and may sign in: GET /assignees lists them.',
  },
  KindNotApprovable: {
    title: 'A line of this kind cannot be approved',
    advice:
      'See its reason: map, choose, or change the PSA first. Only increases and decreases are approved.',
  },
  TargetRequired: {
    title: 'Which line shall change?',
    advice: 'Several PSA lines are in the sum: name the target, it is remembered.',
  },
  LineHeld: {
    title: 'A guard holds this line',
    advice: 'See the reason. Release it with a reason where that is offered, or adjust the quantity.',
  },
  LineScheduled: {
    title: 'A change of this line is scheduled in the PSA',
    advice: 'Wait for its day, or take the scheduled change back in the PSA.',
  },
  IncludedNotAnswered: {
    http: 409,
    title: 'Nobody said what the free units of this line are',
    advice: 'Say once whether they are a part of the seats or beside them; an approver answers.',
  },
  QuantityRequired: { title: 'A quantity is missing', advice: 'Say which quantity the line shall have.' },
  QuantityNotWhole: {
    title: 'Only whole quantities are sent',
    advice: 'Adjust to a whole quantity, with a reason.',
  },
  DecreaseNotTicked: {
    title: 'Decreases are approved one by one',
    advice: 'Tick this line by itself: selecting all approves increases only.',
  },
  LandingNotSet: {
    title: 'It is not known how this type of agreement is billed',
    advice:
      'Say whether its invoices cover the period ahead or behind; an administrator answers once for the type.',
  },
  LandingNotOffered: {
    title: 'A change cannot land there',
    advice: 'Choose one of the invoices or days that the line offers.',
  },
  CannotLand: {
    title: 'This change cannot take effect now',
    advice: 'See the reason; the line can change once what it names is settled.',
  },
  WriteInFlight: {
    http: 409,
    title: 'A change of this line is being sent',
    advice: 'Wait for its outcome; then decide on what the line shows.',
  },
  WriteWaiting: {
    title: 'A change of this line is waiting',
    advice: 'Cancel it first, or approve another quantity, which replaces it.',
  },
  WriteConflictOpen: {
    title: 'A write to this line ended in conflict',
    advice: 'Look at both values and resolve the conflict with a reason, then decide again.',
  },
  NothingToDismiss: { title: 'There is nothing to dismiss', advice: 'Vendor and PSA agree.' },
  NothingToReopen: {
    title: 'The line is neither held nor dismissed',
    advice: 'Decide on the line as it stands now; an approval is taken back by cancelling it.',
  },
  UsageLineUnknown: { title: 'No such usage line', advice: 'Read the list again: the line may have gone.' },
  NothingHeld: { http: 409, title: 'No guard holds this line', advice: 'Approve it.' },
  GuardNotReleasable: {
    http: 409,
    title: 'This guard cannot be released',
    advice: 'See the reason: zero ends in the PSA, a fraction by adjusting, age by a newer count.',
  },
  WriteMethodUnknown: {
    http: 422,
    title: 'Such lines are not written in this way',
    advice: 'Choose one of the ways that the connection offers.',
  },
  WriteBackFinal: {
    http: 409,
    title: 'This change has reached its end',
    advice: 'Nothing to cancel; a confirmed change can be reverted.',
  },
  NotRevertible: {
    http: 409,
    title: 'This change cannot be taken back',
    advice: 'See detail. Decide on the line as it stands now.',
  },
  InvoiceMade: {
    http: 409,
    title: 'The invoice it landed on was made',
    advice: 'Correct the invoice in the PSA; then decide on the line as it stands.',
  },
  NoOpenConflict: { http: 409, title: 'There is no open conflict', advice: 'Nothing to resolve.' },
  NotArmed: {
    http: 409,
    title: 'This integration is not armed',
    advice: 'An administrator arms it; until then decisions are proposals.',
  },
  ProofLineUnsuitable: {
    http: 422,
    title: 'This line cannot prove the right to write',
    advice: 'Choose a live line with a whole quantity above zero and no change under way.',
  },
  WriteCapNotReached: { http: 409, title: 'The daily limit is not reached', advice: 'Nothing to continue.' },
  MonthClosed: {
    http: 409,
    title: 'This month is closed',
    advice: 'Read its report. An administrator can reopen it with a reason.',
  },
  MonthNotRead: {
    http: 409,
    title: 'No sync of this month ended well',
    advice: 'Nothing is known of it. Close a month in which Seatwise read vendor and PSA.',
  },
  MonthRunning: {
    http: 409,
    title: 'This month is not over',
    advice: 'Wait for its end, or confirm that it is closed as it stands.',
  },
  MonthNotClosed: {
    http: 409,
    title: 'This version was reopened before',
    advice: 'Close the month again, or reopen its newest version.',
  },
  MonthNotBegun: {
    http: 422,
    title: 'This month has not begun',
    advice: 'Close the present month or an earlier one.',
  },
} as const satisfies Record<string, ErrorDefinition>;
