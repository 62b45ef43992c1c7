import { type CalledIfKnown, inNames } from '../domain/called.ts';

export { inNames };

/**
 * Every code that leaves Seatwise: in problem bodies, in rows, as `type` of a Temporal failure, as search
 * attribute. A code never changes its meaning; docs/errors.md lists each (a test compares).
 */

/** `http`: the status of a problem body with this code; absent for codes that only appear inside other answers. */
export interface ErrorDefinition {
  readonly title: string;
  /** What to do now, in the order to try. */
  readonly advice: string;
  readonly http?: number;
}

const requests = {
  MalformedRequest: {
    http: 400,
    title: 'The request cannot be read',
    advice: 'Send JSON that parses, as application/json.',
  },
  ValidationFailed: {
    http: 422,
    title: 'A field is not as it should be',
    advice: 'See errors: each names the field and what is expected.',
  },
  RequestTooLarge: {
    http: 413,
    title: 'The request is too large',
    advice: 'Send smaller batches.',
  },
  NotSignedIn: {
    http: 401,
    title: 'Not signed in',
    advice: 'Sign in, or send an API key as a bearer token.',
  },
  SignInRefused: {
    http: 401,
    title: 'Email or password is wrong',
    advice:
      'Check both. After too many tries, wait some minutes. Who forgot the password asks an administrator; on the machine itself: npx seatwise reset-password EMAIL.',
  },
  RoleTooSmall: { http: 403, title: 'Your role does not allow this', advice: 'Ask an administrator.' },
  CrossSiteRefused: {
    http: 403,
    title: 'The request came from another site',
    advice: 'Use the console at its own address.',
  },
  MisdirectedRequest: {
    http: 421,
    title: 'This address is not one of this installation',
    advice:
      'Open the address in PUBLIC_URL. Where another name or a proxy leads here on purpose, add that name to ALLOWED_HOSTS, or let the proxy pass the Host header on.',
  },
  NotFound: { http: 404, title: 'There is no such thing', advice: 'Check the address.' },
  MethodNotAllowed: { http: 405, title: 'Not allowed here', advice: 'See the OpenAPI document.' },
  TooManyRequests: { http: 429, title: 'Too many requests', advice: 'Wait as long as Retry-After says.' },
  TooManyExports: {
    http: 429,
    title: 'Two of your table files are being made already',
    advice: 'Wait until one of them has arrived, then ask again.',
  },
  IdempotencyKeyReused: {
    http: 422,
    title: 'This key was used with another body',
    advice: 'Use a new key for a new request.',
  },
  RequestInFlight: {
    http: 409,
    title: 'The same request is still under way',
    advice: 'Repeat it shortly with the same key.',
  },
  DataMoved: {
    http: 409,
    title: 'The list changed since the cursor was made',
    advice: 'Read the list again from its beginning.',
  },
  DatabaseUnavailable: {
    http: 503,
    title: 'The database does not answer',
    advice: 'Repeat after the time in Retry-After.',
  },
  DiskFull: {
    http: 503,
    title: 'The disk is full',
    advice:
      'Nothing was changed; reading goes on. The operator frees space where the data are (npx seatwise doctor says where); then repeat the request.',
  },
  TemporalUnavailable: {
    http: 503,
    title: 'Temporal does not answer',
    advice: 'Repeat after the time in Retry-After with the same key.',
  },
  MasterKeyChanged: {
    http: 503,
    title: 'The master key was rotated',
    advice: 'The operator starts this process again with the new key; then repeat the request.',
  },
  WorkerUnavailable: {
    http: 503,
    title: 'No worker took the command',
    advice: 'Repeat with the same key once a worker runs.',
  },
  PersonRequired: {
    http: 403,
    title: 'Only a person can do this',
    advice: 'Sign in; an API key has no password.',
  },
  PasswordWrong: { http: 422, title: 'The password is wrong', advice: 'Type it again.' },
  OneTimePasswordEnded: {
    http: 401,
    title: 'This one-time password was used, or is older than seven days',
    advice:
      'An administrator gives you a new one under Settings, People; on the machine itself: npx seatwise reset-password EMAIL.',
  },
  PasswordChangeRequired: {
    http: 403,
    title: 'Set a password of your own first',
    advice: 'A one-time password opens one session, to set another with PUT /me/password.',
  },
  StepUpRequired: {
    http: 403,
    title: 'Confirm your password to continue',
    advice:
      'Nothing was changed. Try again and enter your password when you are asked for it. A program sends it to POST /session/step-up first.',
  },
  KeyScopeMissing: {
    http: 403,
    title: 'This key may not do what needs a password',
    advice: 'Make a key with the scope "privileged" for it, or do it signed in.',
  },
  PasswordTooWeak: {
    http: 422,
    title: 'This password is guessed too easily',
    advice:
      'See errors for the reason. Several words that do not belong together are easy to keep and hard to guess.',
  },
  SignInsRefused: {
    title: 'Many passwords were refused',
    advice:
      'Ask the person whether it was them. If not, see the addresses in the audit, and give them a new password where it may be known.',
  },
  ApiKeyEnds: {
    title: 'An API key ends soon',
    advice: 'Make another, give it to the script that uses this one, and revoke this one.',
  },
  SecretOld: {
    title: 'A secret is old',
    advice: 'Replace it where it comes from, then here. Settings, Incident shows every secret with its age.',
  },
  ApiKeyWithoutEnd: {
    title: 'An API key has no end',
    advice: 'It was made when keys had none, and goes on. Make another in its place and revoke it.',
  },
  ViewNameTaken: {
    http: 409,
    title: 'You have a view of this name',
    advice: 'Use another name, or change that view.',
  },
  TooManyViews: { http: 409, title: 'You have too many views', advice: 'Remove one first.' },
  EmailTaken: { http: 409, title: 'This email is in use', advice: 'Use another, or change that member.' },
  LastAdministrator: {
    http: 409,
    title: 'Somebody must remain administrator',
    advice: 'Make another member administrator first.',
  },
  KeyRoleTooGreat: {
    http: 422,
    title: 'A key cannot have a greater role than its maker',
    advice: 'Choose your role or a smaller one.',
  },
  HostNotAllowed: {
    http: 422,
    title: 'This host is not on the list of allowed hosts',
    advice: 'Copy the host from where the vendor or PSA shows it; the operator sets the list of suffixes.',
  },
  InternalError: { http: 500, title: 'An error of ours', advice: 'Report it with the request id.' },
} as const satisfies Record<string, ErrorDefinition>;

const lifecycle = {
  ModuleNotAvailable: { http: 422, title: 'This module is not available', advice: 'Choose Billing.' },
  VendorNotAvailable: {
    http: 422,
    title: 'This vendor is not available',
    advice: 'Choose one of GET /vendors.',
  },
  PsaNotAvailable: {
    http: 422,
    title: 'This PSA is not available',
    advice: 'Choose one that the vendor names in GET /vendors.',
  },
  AlreadyConnected: {
    http: 409,
    title: 'This integration exists already',
    advice: 'Open it, or disconnect it first.',
  },
  SandboxOff: {
    http: 409,
    title: 'The sandbox is off',
    advice: 'Fill in the credentials of your own vendors.',
  },
  CredentialSetMissing: {
    http: 422,
    title: 'A credential set is missing',
    advice: 'Fill in every set named in errors, then authenticate.',
  },
  CredentialsRefused: {
    http: 422,
    title: 'A credential was refused',
    advice: 'See errors: each credential has its own cause and advice. Nothing was changed.',
  },
  OtherInstance: {
    http: 409,
    title: 'These credentials belong to another instance',
    advice:
      'Nothing was changed. If they were entered by mistake, store the former ones again. If you really switch, an administrator answers "another instance".',
  },
  AddressChanged: {
    http: 409,
    title: 'The same instance answers at another address',
    advice:
      'An administrator answers "moved" if the vendor or your company moved it, or "another instance" if this is a copy, such as a staging system. Until then nothing is written.',
  },
  InstanceQuestionGone: {
    http: 409,
    title: 'This question is no longer open',
    advice: 'Read the integration again: the credentials were replaced, or somebody has answered.',
  },
  MoveNotProven: {
    http: 409,
    title: 'The move is not proven yet',
    advice:
      'Write-back stays off until one complete read finds every mapped company, agreement and bound line under the same ID and name. See the differences at the integration.',
  },
  Unexpected: {
    title: 'An error of ours that nobody foresaw',
    advice:
      'Only this was not read or stored; the rest went on. Report it with its reference: the log of the worker names item and field under the same.',
  },
  CredentialUnreadable: {
    title: 'A stored credential does not open',
    advice:
      'Its sealed record was changed or damaged, and nothing was sent with it. Enter this credential again and authenticate.',
  },
  GateNotMet: { http: 409, title: 'This step is not open yet', advice: 'See errors for what is missing.' },
  PhaseRefused: {
    http: 409,
    title: 'Not possible in this state',
    advice: 'See detail for the state the integration is in.',
  },
  RowMissing: {
    http: 404,
    title: 'The row of this workflow is gone',
    advice: 'Restore the database, or terminate the workflow.',
  },
  LoadFailed: { title: 'Loading failed', advice: 'See the cause of each part, then Retry.' },
  SyncRunNotActive: { http: 409, title: 'This run has ended', advice: 'Start another.' },
  SyncRunActive: {
    http: 409,
    title: 'Another run is under way that does not read this',
    advice: 'Wait until it ends, then repeat.',
  },
  NothingToRetry: { http: 409, title: 'No account of the last run failed', advice: 'Start a full sync.' },
} as const satisfies Record<string, ErrorDefinition>;

const mapping = {
  AccountExcluded: { title: 'The account is excluded', advice: 'Include it first.' },
  CompanyRequired: { title: 'A PSA company is missing', advice: 'Name the company by its id.' },
  MarkRequired: { title: 'A mark is missing', advice: 'Name internal, nfr, or null for none.' },
  NothingToAcknowledge: {
    title: 'There is no cause to acknowledge',
    advice: 'The account was read without trouble.',
  },
  CauseNotPermanent: {
    title: 'This cause may pass by itself',
    advice: 'Read again later; only permanent causes can be acknowledged.',
  },
  ProductMappedElsewhere: {
    title: 'The product belongs to another vendor service',
    advice: 'Unmap it there first.',
  },
  LineQuantityUnknown: {
    title: 'The line has no quantity in the PSA',
    advice: 'Give it a quantity in the PSA, then read again.',
  },
  NothingIncluded: {
    title: 'The line has no free units',
    advice: 'Nothing to say: every unit of it is billed.',
  },
  IncludedMoved: {
    title: 'The line has another number of free units now',
    advice: 'Look at the line again, then answer for what it has now.',
  },
  AccountUnknown: { title: 'No such vendor account', advice: 'Read the list of vendor accounts again.' },
  AccountGone: {
    title: 'The vendor no longer lists this account',
    advice: 'Nothing to map; it stays in the history.',
  },
  CompanyUnknown: { title: 'No such company in the PSA', advice: 'Load the PSA again.' },
  CompanyInRecycleBin: {
    title: 'The company is in the recycle bin',
    advice: 'Choose its living twin by id.',
  },
  SplitNotAvailable: {
    title: 'One account cannot belong to two companies',
    advice: 'Exclude it with the reason "shared, billed by hand", or unmap it first.',
  },
  ServiceUnknown: { title: 'No such vendor service', advice: 'Read the list of vendor services again.' },
  ProductUnknown: { title: 'No such product in the catalogue', advice: 'Load the PSA again.' },
  ProductInactive: { title: 'The product is inactive', advice: 'Choose an active product.' },
  ProductIsBundle: {
    title: 'A bundle cannot be a line of an agreement',
    advice: 'Choose the product inside the bundle.',
  },
  ReasonRequired: { title: 'A reason is required', advice: 'Say why, for whoever reads it later.' },
  LineUnknown: { title: 'No such line in the PSA', advice: 'Read the usage line again.' },
  LineNotInGroup: {
    title: 'The line does not belong to this company and service',
    advice: 'Choose one of the candidates shown.',
  },
  TargetWouldBeZero: {
    title: 'The target would fall to zero or below',
    advice: 'Choose another target, or mark the other line as a duplicate.',
  },
  DuplicateIsTarget: {
    title: 'The line that changes cannot be the duplicate',
    advice: 'Name another target, or let this line count, before you mark it as a duplicate.',
  },
  NothingToChange: { title: 'Nothing to change', advice: 'It is so already.' },
  DecisionRefused: { title: 'The decision was refused', advice: 'See detail.' },
} as const satisfies Record<string, ErrorDefinition>;

const syncs = {
  Orphaned: { title: 'The run lost its workflow', advice: 'Nothing to do: the next run took over.' },
  FenceLost: { title: 'A newer execution of this run took over', advice: 'Nothing to do.' },
  NothingCounted: {
    title: 'No mapped account could be counted',
    advice: 'See the causes of the accounts; repair, then retry the failed accounts.',
  },
  AccountListEmpty: {
    title: 'The vendor listed no accounts',
    advice: 'Check that the key that lists accounts belongs to the parent account.',
  },
  SyncCancelled: { title: 'The run was cancelled', advice: 'Start another when ready.' },
  SyncStopped: {
    title: 'The integration was disconnected or paused',
    advice: 'Resume or connect, then start a sync.',
  },
  SyncTimedOut: {
    title: 'The run gave up after its longest patience',
    advice: 'See whether workers run and the vendors answer, then Reset the run or start another.',
  },
  AccountsSkipped: {
    title: 'Accounts were not read',
    advice: 'They are excluded, or their cause was acknowledged; their last seats are shown apart.',
  },
  NothingRead: {
    title: 'There was nothing to read',
    advice: 'Nothing to do: no account and no agreement of the run before had failed.',
  },
  PendingAccountsLeft: { title: 'Accounts are still unread', advice: 'Nothing to do: the run goes on.' },
  UsageLineGone: {
    title: 'The usage line is no more',
    advice: 'Read the list of usage lines again: its account was mapped otherwise, or left.',
  },
  CompositionDiffers: {
    title: 'Usage lines were not as their facts say',
    advice: 'An error of ours: report the notice. The lines are right again after the next sync.',
  },
  TotalsDoNotClose: {
    title: 'The control totals do not close',
    advice: 'An error of ours: report the run id.',
  },
} as const satisfies Record<string, ErrorDefinition>;

const notices = {
  UnmappedNewAccount: {
    title: 'A new vendor account is not mapped',
    advice: 'Map it or exclude it: its seats are not billed.',
  },
  SchedulePausedInTemporal: {
    title: 'The schedule was paused in the Temporal UI',
    advice: 'Unpause it there when the reason is gone.',
  },
  CredentialProbeFailed: {
    title: 'A credential does not work any more',
    advice:
      'See the detail for cause and advice. Store new credentials and authenticate before the next scheduled sync.',
  },
  SyncStalled: {
    title: 'A sync does not go on',
    advice:
      'A list of the vendor fails again and again, or the PSA takes no more calls for now; see its cause. It is tried again for six hours and goes on by itself; cancel the run where it must not wait.',
  },
  SyncMissed: {
    title: 'A scheduled sync did not begin',
    advice:
      'See in the Temporal UI whether the schedule is there and not paused, and whether workers run; then start a sync.',
  },
  ApprovalNotRead: {
    title: 'An approved change waits for a complete reading',
    advice:
      'Its invoice comes within two days, and nothing is sent on old numbers. See the cause at its usage line, then read the line again.',
  },
  ApprovalExpiring: {
    title: 'Approved changes expire soon',
    advice:
      'See what they wait for under write-backs; what is still wanted after they expire is decided again.',
  },
  AuditChainBroken: {
    title: 'The audit is not as it was sealed',
    advice:
      'Run seatwise audit verify: it names each row. Keep a copy of the database; somebody changed it outside Seatwise.',
  },
  AuditNotAnchored: {
    title: 'Checkpoints of the audit cannot be written outside the database',
    advice:
      'Make the folder AUDIT_ANCHOR_FOLDER writable for the workers. Sealing goes on; what is sealed meanwhile is not proven against the owner of the database.',
  },
  AuditNotSealed: {
    title: 'The audit could not be sealed for five minutes',
    advice:
      'See which session of PostgreSQL holds a lock (pg_locks) and end it, and look into the log of the workers. Sealing goes on by itself; rows that are not sealed are not protected.',
  },
  HousekeepingIncomplete: {
    title: 'Housekeeping could not do all of its steps',
    advice:
      'See the newest workflow housekeeping in the Temporal UI: its current details name step and cause. It runs again each hour.',
  },
  LedgerDiffers: {
    title: 'Approved changes and the audit do not agree',
    advice:
      'Run seatwise reconcile: it names each difference with what to do. Keep a copy of the database; it was changed outside Seatwise, or this is an internal error to report.',
  },
  SyncFailed: { title: 'The last sync failed', advice: 'See the run for cause and advice.' },
  SyncPartial: {
    title: 'Some accounts could not be read',
    advice: 'See the run; retry the failed accounts.',
  },
  SeatsDropped: {
    title: 'Seats fell suspiciously',
    advice:
      'Look at the lines that fell: release the guard where it is real, else look for the cause at the vendor.',
  },
  AccountsMissing: {
    title: 'The vendor lists far fewer accounts than before',
    advice:
      'Check there whether they were removed, and whether the key that lists accounts still sees all. Unmap those that left.',
  },
  LinesMissing: {
    title: 'Many billed lines are gone from the PSA at once',
    advice:
      'Check in the PSA whether they were deleted, and whether the API user still sees every agreement. Nothing is approved on these lines until a later sync says the same.',
  },
  AccountGoneNotice: {
    title: 'A mapped vendor account is gone',
    advice: 'Check with the customer; end the line in the PSA if they left.',
  },
  NoticeStands: {
    http: 409,
    title: 'This notice closes with its cause',
    advice: 'See to the cause; the notice then closes by itself.',
  },
  NoticeMoved: {
    http: 409,
    title: 'It happened again since you read this notice',
    advice: 'Read the notice as it stands now, then acknowledge it.',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** Decisions about usage lines, approvals and writes (RULES 4–9). */
const writeBack = {
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
  LineNotRead: {
    http: 409,
    title: 'The newest reading of this line is not complete',
    advice: 'Nothing is decided on old numbers. See the cause, then read the line again.',
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
  TimeZoneUnknown: {
    http: 409,
    title: "The PSA's time zone is not known",
    advice:
      'An administrator sets the billing time zone in Settings. Until then days are those of the MSP itself, and nothing is approved, sent or closed by them.',
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
  WriteMethodUnknown: {
    http: 422,
    title: 'Such lines are not written in this way',
    advice: 'Choose one of the ways that the connection offers.',
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
    title: 'The first change of this connection is read back first',
    advice:
      'Nothing to do: a change of this PSA has no harmless form, so the first one proves the connection, and the others are sent once it reads back as approved. Where it is refused, the next one is the first; where it ended in a conflict, somebody resolves that.',
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

/**
 * Codes of reads and probes of vendors. What fits the vendor and what was measured stands in the detail: its adapter
 * says it (architecture.md 8).
 */
const vendor = {
  VendorKeyUnknown: {
    title: 'The vendor does not know this key at this host',
    advice:
      'Copy the key, its secret and the host once more, all from the same place at the vendor, and check that it was not deleted there.',
  },
  VendorSignatureRefused: {
    title: 'The vendor refused the signature: the secret is wrong',
    advice: 'Copy the secret of this key once more. If it was reset, the new one must be entered here.',
  },
  VendorClockSkew: {
    title: 'The clock of this server differs too much from the clock of the vendor',
    advice:
      "Set this server's clock (NTP) and try again; the keys are not at fault and stay as they are. The detail says how far it is off, where that could be measured.",
  },
  VendorCredentialsNotReceived: {
    title: 'The vendor received the call without credentials',
    advice:
      'A proxy between this server and the vendor removes the Authorization header. Let these calls pass unchanged.',
  },
  VendorKeyRefused: {
    title: 'The vendor refused the credentials without a known reason',
    advice: 'Check every field of the credential, and the clock of this server.',
  },
  VendorApiNotEnabled: {
    title: 'The API is not available to this key',
    advice: 'See the detail for who can enable it. Check also from which addresses the vendor takes calls.',
  },
  VendorWrongKindOfApplication: {
    title: 'This key belongs to another kind of application',
    advice: 'Enter the key that this set asks for; the steps beside the fields say how to get it.',
  },
  VendorGrantMissing: {
    title: 'The key may not read users',
    advice: 'Give it the right to read and no other; the detail names it.',
  },
  AdminKeyOfChild: {
    title: 'This key belongs to a child account',
    advice: 'Enter a key of the parent account; children are read with the key that lists them.',
  },
  VendorAccessRefused: {
    title: 'The vendor refused access',
    advice: 'One answer for several causes: the detail names them in the order to check.',
  },
  VendorHostMissing: {
    title: 'The vendor gives no host for this account',
    advice:
      "The account cannot be read. Ask the vendor's support about it, or exclude the account with a reason.",
  },
  VendorHostRefused: {
    title: 'The host is not one of the vendor',
    advice:
      'Nothing was sent. If the vendor serves this account under another domain, the operator can allow that domain.',
  },
  VendorIdRefused: {
    title: 'The vendor names an id that cannot be one',
    advice:
      "The id holds control characters. Nothing is asked with it and nothing was counted. Ask the vendor's support about this account, or exclude it with a reason.",
  },
  VendorCrossDeployment: {
    title: 'This account is on another deployment of the vendor',
    advice:
      'The key does not read accounts of another deployment than its own. Repeating does not help: exclude the account with a reason, or acknowledge that it is billed by hand.',
  },
  VendorAccountRefusesKey: {
    title: 'This account alone refuses the key',
    advice:
      "The same key lists the accounts, so leave it as it is. Ask the vendor's support about this account; until it answers, exclude it with a reason, or acknowledge that it is billed by hand.",
  },
  VendorAccountGone: {
    title: 'The vendor no longer has this account',
    advice:
      'It is no longer in the list of child accounts. Its last count stays visible; ending its billing is a decision of its own.',
  },
  VendorBusy: {
    title: 'The vendor asks for fewer calls',
    advice: 'The limit of calls was reached, also after waiting. The pace was lowered; read again later.',
  },
  VendorUnreachable: {
    title: 'The vendor could not be reached',
    advice: "The connection was refused or lost. Check this server's way out to port 443.",
  },
  VendorTimeout: {
    title: 'The vendor did not answer in time',
    advice:
      "The last good count stays. Read again; if it stays so, look at the vendor's status page and at the way out of this network.",
  },
  VendorServerError: {
    title: 'The vendor answered with an error of its own',
    advice: "Read again later; look at the vendor's status page.",
  },
  VendorRedirected: {
    title: 'The call to the vendor was redirected',
    advice:
      'Redirects of API calls are not followed. Look for a proxy or sign-in page between this server and the vendor.',
  },
  VendorAnswerUnreadable: {
    title: 'The answer was not one that the vendor documents',
    advice:
      'Nothing was counted from it. Look for a proxy between this server and the vendor; if there is none, report it with the time of the call.',
  },
  VendorRefused: {
    title: 'The vendor refused the call',
    advice: "See the vendor's own words in the detail.",
  },
  VendorReadIncomplete: {
    title: 'The list of users did not prove complete',
    advice:
      'The last good count stays. Read again; if it stays so, report it with the proof shown beside the account.',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** Codes of reads and probes of PSAs. What fits the PSA stands in the detail: its entry in psa/registry.ts says it. */
const psa = {
  PsaWrongCompanyOrSite: {
    title: 'The PSA does not know this company at this site',
    advice: 'Check which company and which site the credential names.',
  },
  PsaSignInRefused: {
    title: 'The PSA refused the API keys',
    advice:
      'Check every key of the credential, and that whoever it belongs to is active there. If in doubt, create new ones.',
  },
  PsaClientIdRefused: {
    title: 'The PSA refused the client ID',
    advice:
      'Check the client ID: the one of the credential, or the one that the operator set for the installation where it has none.',
  },
  PsaRightMissing: {
    title: 'The credential lacks a right in the PSA',
    advice: 'Give its role the right named in the detail; the table beside the fields names all of them.',
  },
  PsaAgreementRefused: {
    title: 'The credential may not open this agreement',
    advice:
      'It opens other agreements, so leave the keys as they are. Let its role open this one too, or ask who restricted it.',
  },
  PsaNotFound: {
    title: 'The PSA does not have what was asked for',
    advice:
      'The object was probably deleted in the PSA, or the role of the credential does not show it. Where everything is not found, check what the credential names.',
  },
  PsaRefused: {
    title: 'The PSA refused the request',
    advice:
      "Read the PSA's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
  },
  PsaBusy: {
    title: 'The PSA asks to slow down',
    advice:
      'Too many requests reached the PSA, perhaps from other tools as well. Seatwise tries again later by itself.',
  },
  PsaUnreachable: {
    title: 'The PSA cannot be reached or is out of order',
    advice:
      'Check the status page of the PSA and the network between Seatwise and the PSA (name resolution, firewall, certificate). Seatwise tries again later by itself.',
  },
  PsaTimeout: {
    title: 'The PSA did not answer in time',
    advice: 'The PSA is slow or the network swallows the answer. Seatwise tries again later by itself.',
  },
  PsaAnswerUnreadable: {
    title: 'The PSA gave an answer that Seatwise cannot read',
    advice:
      'Often a maintenance page or a proxy between Seatwise and the PSA. Nothing is taken from such an answer. If it stays, report it with the detail: the PSA may have changed its answers.',
  },
  PsaListIncomplete: {
    title: 'A list of the PSA did not arrive whole',
    advice:
      'Pages were missing or repeated, or the PSA itself counts another number of rows, twice in a row. Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
  },
  PsaHostRefused: {
    title: 'Seatwise may not connect to this site',
    advice:
      'The site is not a host name Seatwise may call: private and internal addresses are allowed by the operator only. Check the site, or ask the operator of Seatwise to allow the address.',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** Messages to webhooks, and what is asked of them. */
const webhooks = {
  WebhookFailing: {
    title: 'A webhook does not take its messages',
    advice: 'See the webhook in Settings: put the receiver right, then send a test.',
  },
  WebhookDisabled: {
    http: 409,
    title: 'This webhook is switched off',
    advice: 'Switch it on; what was queued before is not sent any more.',
  },
  TooManyWebhooks: { http: 409, title: 'There are too many webhooks', advice: 'Remove one first.' },
  WebhookRefused: {
    title: 'The receiver refused the message',
    advice: 'It must answer 2xx. Look into its log for the message id.',
  },
  WebhookGone: {
    title: 'The receiver wants no more messages',
    advice: 'It answered 410 Gone, so the webhook was switched off. Change its address or remove it.',
  },
  WebhookRedirected: {
    title: 'The receiver answered with another address',
    advice: 'Redirects are not followed: enter the final address.',
  },
  WebhookTimedOut: {
    title: 'The receiver did not answer in time',
    advice: 'It should answer first and work afterwards.',
  },
  WebhookUnreachable: {
    title: 'The receiver cannot be reached',
    advice: 'Check its name, its certificate, and the way there from the workers.',
  },
  WebhookHostRefused: {
    title: 'Seatwise may not connect to this receiver',
    advice: 'Private and internal addresses are allowed by the operator only.',
  },
  WebhookAnswerUnreadable: {
    title: 'The answer of the receiver cannot be read',
    advice: 'A short answer is enough: 204 without a body.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export const errors = {
  ...requests,
  ...lifecycle,
  ...mapping,
  ...syncs,
  ...notices,
  ...writeBack,
  ...vendor,
  ...psa,
  ...webhooks,
} as const;

export type ErrorCode = keyof typeof errors;

/** Failures of adapters: what is stored beside the code is advice in words of that vendor or PSA. */
export const bringsAdvice = (code: string): boolean =>
  (Object.hasOwn(vendor, code) || Object.hasOwn(psa, code)) && code !== 'VendorReadIncomplete';

/** The status of a run that makes no progress: one that was asked to wait has no problem. */
export const stillness = (code: string): string =>
  code === 'VendorBusy' || code === 'PsaBusy' ? 'waiting' : 'stalled';

/**
 * The definition of a code read from a row, in the names of the integration it is about; null for one this version does
 * not know.
 * @param called null: it is about none, or it is not known which.
 */
export function definitionOf(code: string, called: CalledIfKnown | null = null): ErrorDefinition | null {
  if (!Object.hasOwn(errors, code)) return null;
  const definition = errors[code as ErrorCode];
  return called === null
    ? definition
    : { ...definition, title: inNames(definition.title, called), advice: inNames(definition.advice, called) };
}
