import type { ErrorDefinition } from './definition.ts';

/**
 * Codes of reads and probes of vendors. What fits the vendor and what was measured stands in the detail: its adapter
 * says it (architecture.md 8).
 */
export const vendorErrors = {
  VendorKeyUnknown: {},
  VendorSignatureRefused: {},
  VendorClockSkew: {},
  VendorCredentialsNotReceived: {},
  VendorKeyRefused: {},
  VendorApiNotEnabled: {},
  VendorWrongKindOfApplication: {},
  VendorGrantMissing: {},
  AdminKeyOfChild: {},
  VendorAccessRefused: {},
  VendorHostMissing: {},
  VendorHostRefused: {},
  VendorIdRefused: {},
  VendorCrossDeployment: {},
  VendorAccountRefusesKey: {},
  VendorAccountGone: {},
  VendorBusy: {},
  VendorUnreachable: {},
  VendorTimeout: {},
  VendorServerError: {},
  VendorRedirected: {},
  VendorAnswerUnreadable: {},
  VendorRefused: {},
  VendorReadIncomplete: {},
} as const satisfies Record<string, ErrorDefinition>;
