import { z } from 'zod';
import { providerKinds, secondFactors, ssoPurposes } from '../../domain/sign-ins.ts';
import { Cause, Id, Instant, Role } from './common.ts';

export {
  type ConfirmationKind,
  providerKinds,
  type ProviderKind,
  type SecondFactor,
} from '../../domain/sign-ins.ts';

const KnownCredential = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

/** What WebAuthn calls `PublicKeyCredentialRequestOptionsJSON`: from the server, for the browser. */
export const PasskeyOptions = z.object({
  challenge: z.string(),
  rpId: z.string().describe('The host of `PUBLIC_URL`'),
  timeout: z.int().describe('Milliseconds'),
  userVerification: z.literal('required'),
  allowCredentials: z.array(KnownCredential).optional().describe('Absent: any that the browser has'),
});

/** What WebAuthn calls `PublicKeyCredentialCreationOptionsJSON`. */
export const NewPasskeyOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string().describe('The host of `PUBLIC_URL`'), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
  timeout: z.int().describe('Milliseconds'),
  attestation: z.literal('none'),
  excludeCredentials: z.array(KnownCredential).describe('Those that the person has'),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.boolean(),
    userVerification: z.literal('required'),
  }),
  extensions: z.object({ credProps: z.boolean() }),
  hints: z.array(z.string()),
});

/** What the browser answers: `RegistrationResponseJSON` or `AuthenticationResponseJSON`, which the server verifies. */
export const PasskeyResponse = z
  .looseObject({ id: z.string().max(1_500), rawId: z.string().max(1_500), type: z.literal('public-key') })
  .describe('The response of `navigator.credentials`, as JSON');

const TotpCode = z
  .string()
  .transform((text) => text.replaceAll(' ', ''))
  .pipe(z.string().regex(/^\d{6}$/u))
  .describe('The six digits that the authenticator app shows');
const RecoveryCode = z.string().min(1).max(50);

/** A second factor after the password. */
export const GivenFactor = z.discriminatedUnion('factor', [
  z.strictObject({ factor: z.literal('totp'), code: TotpCode }),
  z.strictObject({ factor: z.literal('recovery-code'), code: RecoveryCode }),
  z.strictObject({ factor: z.literal('passkey'), response: PasskeyResponse }),
]);

/** The password fitted, and one of these is needed too: `POST /session/second-factor`. */
export const SecondFactorNeeded = z.object({
  next: z.literal('second-factor'),
  factors: z.array(z.enum(secondFactors)),
  expiresAt: Instant,
});

export const PasskeySignIn = z.strictObject({ response: PasskeyResponse });

const Provider = z.object({ id: Id, kind: z.enum(providerKinds), name: z.string() });

/** What the sign-in page offers. */
export const SignInOptions = z.object({
  providers: z.array(Provider),
  hasPasskeys: z.boolean().describe('Whether anyone here has a passkey: the page then offers it'),
  isSsoRequired: z
    .boolean()
    .describe(
      'Only break-glass administrators can sign in with a password or passkey; everyone else uses a provider',
    ),
});

/** Beginning of a sign-in by a provider, of a confirmation, or of connecting the own account with it. */
export const StartSso = z.strictObject({
  providerId: Id,
  purpose: z.enum(ssoPurposes),
  returnTo: z
    .string()
    .max(2_000)
    .regex(/^\/([^/\\].*)?$/u)
    .default('/')
    .describe('A path of the console'),
});
export const SsoStarted = z.object({
  url: z.string().describe("The provider's page, where the browser goes next"),
});

/** After signing out of a session that a provider opened. */
export const SignedOut = z.object({
  logoutUrl: z
    .string()
    .nullable()
    .describe(
      'Where the browser signs out of the provider too; null: it has no usable page, or is not responding',
    ),
});

/** What `Confirm it's you` takes. A recovery code never confirms. */
export const Confirmation = z.union([
  z.strictObject({ password: z.string().min(1).max(1_024) }),
  z.strictObject({ factor: z.literal('totp'), code: TotpCode }),
  z.strictObject({ factor: z.literal('passkey'), response: PasskeyResponse }),
]);

const Passkey = z.object({
  id: Id,
  name: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  backedUp: z.boolean().describe('Synced by its vendor, not bound to one device'),
  isUsable: z.boolean().describe('False: it was created for another host of PUBLIC_URL'),
});

/** How the person who asks signs in. */
export const OwnSignIn = z.object({
  hasPassword: z.boolean(),
  passkeys: z.array(Passkey),
  totp: z.object({ createdAt: Instant, lastUsedAt: Instant.nullable() }).nullable(),
  recoveryCodes: z.object({ left: z.int(), createdAt: Instant }).nullable(),
  identities: z.array(
    z.object({
      id: Id,
      provider: Provider,
      email: z.string().nullable(),
      createdAt: Instant,
      lastUsedAt: Instant,
    }),
  ),
  isSecondFactorRequired: z.boolean().describe('Whether the policy requires it for the role of this person'),
});

const passkeyName = z.string().trim().min(1).max(100);
export const NewPasskey = z.strictObject({ name: passkeyName, response: PasskeyResponse });
export const PasskeyChange = z.strictObject({ name: passkeyName });

/** The first factor comes with recovery codes, shown once; null: there are some already. */
export const FactorAdded = z.object({ recoveryCodes: z.array(z.string()).nullable() });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const TotpSetUp = z.object({
  secret: z.string().describe('Base32, to type if the QR code cannot be scanned'),
  uri: z.string().describe('`otpauth://`, which the QR code holds'),
  qr: z.string().describe('The QR code as SVG'),
  expiresAt: Instant,
});
export const ConfirmTotp = z.strictObject({ code: TotpCode });

/** How members of this organization must sign in. */
export const SignInPolicy = z.strictObject({
  secondFactorFor: z.array(Role).max(4).describe('Roles that sign in with a second factor, or a passkey'),
  isSsoRequired: z.boolean(),
});

export const SignInPolicyChange = SignInPolicy.extend({
  endSessions: z
    .boolean()
    .default(false)
    .describe(
      'Where single sign-on is required: end sessions that no provider opened, except for break-glass administrators. Otherwise they confirm with the provider',
    ),
});

/** Whether a member gets in without the identity provider. */
export const BreakGlass = z.strictObject({ breakGlass: z.boolean() });

const text = z.string().trim().min(1).max(300);
const RoleOfValue = z.strictObject({ value: text, role: Role });
const providerFields = {
  name: z.string().trim().min(1).max(100),
  issuer: z.url({ protocol: /^https$/u }).max(500),
  clientId: text,
  domains: z.array(z.string().trim().min(1).max(253)).max(20),
  roleClaim: text.nullable(),
  roles: z.array(RoleOfValue).max(100),
  defaultRole: Role.nullable(),
  enabled: z.boolean(),
};

export const IdentityProvider = z.object({
  id: Id,
  kind: z.enum(providerKinds),
  ...providerFields,
  redirectUri: z.string().describe('To register with the provider'),
  backChannelLogoutUri: z.string(),
  createdAt: Instant,
  members: z.int().describe('Members connected to it'),
});
export const IdentityProviderList = z.object({
  items: z.array(IdentityProvider),
  blocked: z.boolean().describe("The installation's network policy lets Seatwise reach no identity provider"),
});
export const IdentityProviderTest = z.object({
  works: z
    .boolean()
    .describe('Reachable, with readable keys. Client ID and secret are verified at the first sign-in'),
  cause: Cause.nullable(),
});
export const NewIdentityProvider = z.strictObject({
  kind: z.enum(providerKinds),
  ...providerFields,
  enabled: z.boolean().default(true),
  clientSecret: z.string().min(1).max(1_000),
});
export const IdentityProviderChange = z
  .strictObject(providerFields)
  .partial()
  .extend({
    clientSecret: z.string().min(1).max(1_000).optional(),
  });
