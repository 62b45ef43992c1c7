import type { ErrorDefinition } from './definition.ts';

/**
 * Codes of reads and probes of vendors. What fits the vendor and what was measured stands in the detail: its adapter
 * says it (architecture.md 8).
 */
export const vendorErrors = {
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
