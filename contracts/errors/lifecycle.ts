import type { ErrorDefinition } from './definition.ts';

/** Connecting an integration, its phases and its runs. */
export const lifecycleErrors = {
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
