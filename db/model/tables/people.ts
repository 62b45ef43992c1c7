import type { Generated } from 'kysely';
import type { KeyScope, Role } from '../../../domain/roles.ts';
import type { ProviderKind, SecondFactor, SignInMethod, SignInStepKind } from '../../../domain/sign-ins.ts';
import type { Json, Bytes, Timestamp, Numeric, NullableTimestamp, TimestampWithDefault } from './columns.ts';

/** Who signs in, whatever organization they belong to. */
export interface PersonTable {
  id: Generated<string>;
  email: string | null;
  passwordHash: string | null;
  temporaryUntil: NullableTimestamp;
  temporaryUsedAt: NullableTimestamp;
  signedInAt: NullableTimestamp;
  operatorReset: Generated<boolean>;
  rejectedSignIns: Generated<number>;
  rejectedSignInAt: NullableTimestamp;
  rejectedSignInFrom: string | null;
  createdAt: TimestampWithDefault;
}

/** A membership: in which organization a person is, and as what. */
export interface MemberTable {
  tenantId: string;
  id: string;
  personId: string;
  email: string;
  name: string;
  role: Role;
  disabledAt: NullableTimestamp;
  createdAt: TimestampWithDefault;
  createdBy: string | null;
  createdByKey: string | null;
  invitationHash: string | null;
  invitationUntil: NullableTimestamp;
  roleFrom: string | null;
  breakGlass: Generated<boolean>;
  localSignInAt: NullableTimestamp;
  /** When they last had a role that may approve, if they have a lesser one now; set by a trigger. */
  approvedUntil: NullableTimestamp;
  closedToKeys: Generated<boolean>;
  /** What follows is kept in step with the person by triggers, for processes of 0.1.0. Nothing else reads or writes it. */
  passwordHash: string | null;
  temporaryUntil: NullableTimestamp;
  temporaryUsedAt: NullableTimestamp;
  signedInAt: NullableTimestamp;
  rejectedSignIns: Generated<number>;
  rejectedSignInAt: NullableTimestamp;
  rejectedSignInFrom: string | null;
}

export interface SignInLimitTable {
  key: string;
  points: number;
  expire: string | null;
}

export interface SignInNetworkTable {
  tenantId: string;
  memberId: string;
  network: string;
  lastAt: TimestampWithDefault;
}

export interface SessionTable {
  tenantId: string;
  id: Generated<string>;
  address: Generated<string>;
  device: Generated<string>;
  passwordAt: TimestampWithDefault;
  idHash: string;
  memberId: string;
  createdAt: TimestampWithDefault;
  lastSeenAt: TimestampWithDefault;
  expiresAt: Timestamp;
  method: Generated<SignInMethod>;
  factor: SecondFactor | null;
  providerId: string | null;
  identityId: string | null;
  providerSession: string | null;
}

/** What a sign-in or a change of factors waits for between two requests. */
export interface SignInStepTable {
  idHash: string;
  kind: SignInStepKind;
  personId: string | null;
  tenantId: string | null;
  memberId: string | null;
  sessionHash: string | null;
  data: Json<unknown>;
  attempts: Generated<number>;
  createdAt: TimestampWithDefault;
  expiresAt: Timestamp;
}

export interface PasskeyTable {
  id: Generated<string>;
  personId: string;
  credentialId: string;
  publicKey: Bytes;
  counter: Numeric;
  transports: Generated<string[]>;
  aaguid: string;
  backedUp: boolean;
  name: string;
  rpId: string;
  createdAt: TimestampWithDefault;
  lastUsedAt: NullableTimestamp;
}

export interface TotpTable {
  personId: string;
  ciphertext: string;
  keyVersion: number;
  lastStep: Numeric;
  createdAt: TimestampWithDefault;
  lastUsedAt: NullableTimestamp;
}

export interface RecoveryCodeTable {
  personId: string;
  codeHash: string;
  createdAt: TimestampWithDefault;
  usedAt: NullableTimestamp;
}

export interface IdentityProviderTable {
  tenantId: string;
  id: string;
  kind: ProviderKind;
  name: string;
  issuer: string;
  clientId: string;
  ciphertext: string;
  keyVersion: number;
  domains: Generated<string[]>;
  roleClaim: string | null;
  defaultRole: Role | null;
  secretAt: TimestampWithDefault;
  enabled: Generated<boolean>;
  createdAt: TimestampWithDefault;
  changedAt: TimestampWithDefault;
}

export interface IdentityProviderRoleTable {
  tenantId: string;
  providerId: string;
  value: string;
  role: Role;
}

/** Logout tokens of providers, each of which works once. */
export interface UsedLogoutTokenTable {
  tenantId: string;
  providerId: string;
  tokenIdHash: string;
  expiresAt: Timestamp;
}

export interface ExternalIdentityTable {
  tenantId: string;
  id: string;
  providerId: string;
  subject: string;
  memberId: string;
  email: string | null;
  createdAt: TimestampWithDefault;
  lastUsedAt: TimestampWithDefault;
}

export interface ApiKeyTable {
  tenantId: string;
  id: string;
  name: string;
  prefix: string;
  keyHash: string;
  role: Role;
  createdBy: string;
  /** Without one given, the creator's, by a trigger. */
  ownerId: string;
  createdAt: TimestampWithDefault;
  expiresAt: NullableTimestamp;
  lastUsedAt: NullableTimestamp;
  revokedAt: NullableTimestamp;
  scopes: Generated<KeyScope[]>;
  createdByKey: string | null;
}

export interface SavedViewTable {
  tenantId: string;
  id: string;
  /** A member: who keeps the view, or who made the key that does. */
  owner: string;
  /** The key that keeps the view; null: a person does. */
  apiKeyId: string | null;
  name: string;
  query: string;
  shared: boolean;
  changedAt: Timestamp;
}

export interface PeopleTables {
  person: PersonTable;
  member: MemberTable;
  signInLimit: SignInLimitTable;
  signInNetwork: SignInNetworkTable;
  session: SessionTable;
  signInStep: SignInStepTable;
  passkey: PasskeyTable;
  totp: TotpTable;
  recoveryCode: RecoveryCodeTable;
  identityProvider: IdentityProviderTable;
  identityProviderRole: IdentityProviderRoleTable;
  usedLogoutToken: UsedLogoutTokenTable;
  externalIdentity: ExternalIdentityTable;
  apiKey: ApiKeyTable;
  savedView: SavedViewTable;
}
