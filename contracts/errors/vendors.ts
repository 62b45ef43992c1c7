import type { ErrorStatus } from './error-status.ts';

/**
 * Codes of reads and probes of vendors. What fits the vendor and what was measured stands in the detail: its adapter
 * says it (architecture.md 8).
 */
export const vendorErrors = {
  VendorKeyUnknown: {},
  VendorSignatureRejected: {},
  VendorClockSkew: {},
  VendorCredentialsNotReceived: {},
  VendorKeyRejected: {},
  VendorApiNotEnabled: {},
  VendorWrongKindOfApplication: {},
  VendorGrantMissing: {},
  AdminKeyOfChild: {},
  VendorAccessRejected: {},
  VendorHostMissing: {},
  VendorHostRejected: {},
  VendorIdRejected: {},
  VendorCrossDeployment: {},
  VendorAccountRejectsKey: {},
  VendorAccountGone: {},
  VendorBusy: {},
  VendorUnreachable: {},
  VendorTimeout: {},
  VendorServerError: {},
  VendorRedirected: {},
  VendorAnswerUnreadable: {},
  VendorRejected: {},
  VendorReadIncomplete: {},
} as const satisfies Record<string, ErrorStatus>;
