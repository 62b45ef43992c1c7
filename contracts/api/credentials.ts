import { z } from 'zod';
import { type CredentialFields, heldCredentialStates } from '../../domain/credentials.ts';
import type { CredentialField } from '../../domain/kinds.ts';
import { Cause, Id, Instant } from './common.ts';

export { foreignHost, isHostAllowed } from '../../domain/credentials.ts';

/** What its check needs, in the registry and in the console. */
type Field = Omit<CredentialField, 'hint'>;

/** Visible ASCII without blanks, as vendors hand out; outer blanks of a paste are removed. */
const visible = ({ min = 1, max = 200 }: Field) =>
  z
    .string()
    .max(max + 20)
    .trim()
    .min(min)
    .max(max)
    .regex(/^[\x21-\x7e]+$/u, 'must hold visible characters only, no blanks');

/**
 * A host as people paste it: with scheme, path or capitals (console.md 3). What is left must be a plain host
 * name; anything with a user or a port is rejected.
 */
const hostName = ({ example }: Field) =>
  z
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
          message: `must be a host name${example === undefined ? '' : ` such as ${example}`}, without user or port`,
        }),
    );

function fieldSchema(field: Field): z.ZodType<string | null, string | null | undefined> {
  const schema = field.holds === 'host' ? hostName(field) : visible(field);
  const { installationVariable: variable } = field;
  return variable === undefined
    ? schema
    : schema
        .nullable()
        .default(null)
        .describe(`Null: the installation's default, ${variable}, which must be set then`);
}

/** A field that the installation has a default of may be absent. */
export type EnteredFields = Readonly<Record<string, string | null | undefined>>;

/** What a person may enter for a set, by its form (architecture.md 4). Also used by the console, field by field. */
export const credentialBody = (fields: readonly Field[]): z.ZodType<CredentialFields, EnteredFields> =>
  z.strictObject(Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])));

const CredentialFieldInfo = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string(),
  holds: z.enum(['host', 'key']),
  secret: z.boolean(),
  min: z.int().exactOptional(),
  max: z.int().exactOptional(),
  example: z.string().exactOptional(),
  mistaken: z
    .object({ for: z.string(), use: z.string() })
    .exactOptional()
    .describe('A host that people often mistake for it, and what to use in its place'),
  installationVariable: z
    .string()
    .exactOptional()
    .describe('May be left out where the operator set one for the installation, by this variable'),
});

/** How a set is filled in, in the words of its vendor or PSA. */
export const CredentialFormInfo = z.object({
  set: z.string(),
  name: z.string(),
  steps: z.array(z.string()),
  fields: z.array(CredentialFieldInfo),
  note: z.string(),
  needs: z.array(z.string()),
  egress: z.string().nullable().describe('Said before the address from where this installation calls'),
  rights: z
    .object({
      title: z.string(),
      rows: z.array(z.object({ where: z.string(), right: z.string(), level: z.string() })),
    })
    .nullable(),
});

/** Never a secret: a fingerprint and the last four characters of it. */
export const CredentialVersion = z.object({
  id: Id,
  state: z.enum(heldCredentialStates),
  host: z.string(),
  fingerprint: z.string(),
  lastFour: z.string(),
  clientId: z
    .enum(['own', 'installation'])
    .nullable()
    .describe("Whose client ID a PSA's credential uses: its own or the installation's default"),
  createdAt: Instant,
  ageSeconds: z.int(),
  verifiedAt: Instant.nullable(),
  cause: Cause.nullable(),
});

export const CredentialState = z.object({
  set: z.string().describe('Of the vendor or PSA, as GET /vendors names it'),
  candidate: CredentialVersion.nullable(),
  working: CredentialVersion.nullable(),
});
export const CredentialList = z.object({
  items: z.array(
    CredentialState.extend({
      form: CredentialFormInfo,
      hostSuffixes: z
        .array(z.string())
        .nullable()
        .describe('Domains that its host must lie below; null: any host may be entered'),
    }),
  ),
  egressNote: z
    .string()
    .nullable()
    .describe('From where this installation calls, for Networks for API Access'),
  hasDefaultClientId: z
    .boolean()
    .describe('Whether this installation has a client ID for credentials without one'),
});
