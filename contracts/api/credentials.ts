import { z } from 'zod';
import { Cause, Id, Instant } from './common.ts';

/** Visible ASCII without blanks: what Duo and ConnectWise hand out; outer blanks of a paste are removed. */
const secret = (min: number, max: number) =>
  z
    .string()
    .max(max + 20)
    .trim()
    .min(min)
    .max(max)
    .regex(/^[\x21-\x7e]+$/u, 'only visible characters, no blanks');

/**
 * A host as people paste it: with scheme, path or capitals (console.md 3). What is left must be a plain host
 * name; anything with a user or a port is refused.
 */
const hostName = z
  .string()
  .max(400)
  .transform((text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//u, '')
      .replace(/\/.*$/u, ''),
  )
  .pipe(
    z
      .string()
      .max(253)
      .regex(/^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/u, {
        message: 'a host name such as api-xxxxxxxx.duosecurity.com, without user or port',
      }),
  );

/** Both Duo sets (architecture.md 4). Lengths are not checked to the letter: Duo does not promise them. */
export const DuoCredentialBody = z.strictObject({
  integrationKey: secret(10, 64),
  secretKey: secret(20, 128),
  apiHostname: hostName,
});

export const ConnectWiseCredentialBody = z.strictObject({
  site: hostName,
  companyId: secret(1, 100),
  publicKey: secret(4, 128),
  privateKey: secret(4, 128),
  clientId: secret(8, 64)
    .nullable()
    .default(null)
    .describe("Null: the installation's default, CONNECTWISE_CLIENT_ID, which must be set then"),
});

/** Never a secret: a fingerprint and the last four characters of it. */
export const CredentialVersion = z.object({
  id: Id,
  state: z.enum(['candidate', 'working']),
  host: z.string(),
  fingerprint: z.string(),
  lastFour: z.string(),
  clientId: z
    .enum(['own', 'installation'])
    .nullable()
    .describe("Whose client ID a ConnectWise credential uses: its own or the installation's default"),
  createdAt: Instant,
  ageSeconds: z.int(),
  verifiedAt: Instant.nullable(),
  cause: Cause.nullable(),
});

export const CredentialState = z.object({
  set: z.enum(['accounts-api', 'admin-api', 'psa']),
  candidate: CredentialVersion.nullable(),
  working: CredentialVersion.nullable(),
});
export const CredentialList = z.object({
  items: z.array(CredentialState),
  egressNote: z
    .string()
    .nullable()
    .describe('From where this installation calls, for Networks for API Access'),
  hasDefaultClientId: z
    .boolean()
    .describe('Whether this installation has a client ID of ConnectWise for credentials without one'),
});
