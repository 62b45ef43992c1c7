/** What each credential set holds (architecture.md 4). Every field is treated as a secret. */
export interface DuoCredential {
  readonly integrationKey: string;
  readonly secretKey: string;
  /** Normalised host name, `api-xxxxxxxx.duosecurity.com`. */
  readonly apiHostname: string;
}

export interface ConnectWiseCredential {
  /** Host name of the API, `api-na.myconnectwise.net`. */
  readonly site: string;
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Null: it has none of its own, and uses the installation's. */
  readonly clientId: string | null;
}

export interface CredentialFields {
  readonly 'accounts-api': DuoCredential;
  readonly 'admin-api': DuoCredential;
  readonly psa: ConnectWiseCredential;
}

export type CredentialSet = keyof CredentialFields;

export const credentialSets = [
  'accounts-api',
  'admin-api',
  'psa',
] as const satisfies readonly CredentialSet[];
