import type { ErrorStatus } from './error-status.ts';

/** Connecting an integration, its phases and its runs. */
export const lifecycleErrors = {
  ModuleNotAvailable: { http: 422 },
  VendorNotAvailable: { http: 422 },
  PsaNotAvailable: { http: 422 },
  AlreadyConnected: { http: 409 },
  SandboxOff: { http: 409 },
  CredentialSetMissing: { http: 422 },
  CredentialsRejected: { http: 422 },
  OtherInstance: { http: 409 },
  AddressChanged: { http: 409 },
  InstanceQuestionGone: { http: 409 },
  MoveNotProven: { http: 409 },
  Unexpected: {},
  CredentialUnreadable: {},
  GateNotMet: { http: 409 },
  PhaseRejected: { http: 409 },
  RowMissing: { http: 404 },
  LoadFailed: {},
  SyncRunNotActive: { http: 409 },
  SyncRunActive: { http: 409 },
  NothingToRetry: { http: 409 },
} as const satisfies Record<string, ErrorStatus>;
