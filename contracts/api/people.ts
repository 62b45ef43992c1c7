import { z } from 'zod';
import { actorKinds } from '../../domain/keys.ts';
import { keyScopes } from '../../domain/roles.ts';
import { apiKeys } from '../../domain/defaults.ts';
import { AuditDetail, Id, Instant, listOf, listQuery, Role } from './common.ts';

/** Who made a key or a member: a person, or the key they did it with. */
const Creator = z.object({ kind: z.enum(['member', 'api-key']), id: Id, name: z.string() });

export const Member = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  role: Role,
  disabledAt: Instant.nullable(),
  createdAt: Instant,
  lastSeenAt: Instant.nullable(),
  creator: Creator.nullable().describe('Null: they came with the installation'),
  temporaryPasswordUntil: Instant.nullable().describe('They have a temporary password, which ends then'),
});

export const MemberQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['email', '-email']).default('email'),
});
/** Also how they sign in. */
export const ListedMember = Member.extend({
  hasSecondFactor: z.boolean().describe('They have a passkey or an authenticator app'),
  isConnected: z.boolean().describe('An identity provider knows them: they can sign in through it'),
  roleFrom: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('The identity provider that decides the role; null: an administrator does'),
  breakGlass: z.boolean().describe('Signs in here although single sign-on is required'),
});
export const MemberList = listOf(ListedMember);

export const NewMember = z.strictObject({
  email: z.email().max(320),
  name: z.string().trim().min(1).max(200),
  role: Role,
});

/** The password is shown once; only its hash is kept. Null in a repeated answer. */
export const MemberWithPassword = z.object({ member: Member, temporaryPassword: z.string().nullable() });

const mostAlso = 200;

export const MemberChange = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  role: Role.optional(),
  disabled: z.boolean().optional(),
  also: z
    .array(Id)
    .max(mostAlso)
    .default([])
    .describe('What came of the member and ends along: keys are revoked, members disabled'),
});

/** What came of a key or a member: keys and members that it made, that those made, and so on. */
export const Lineage = z.object({
  items: z.array(
    z.object({
      kind: z.enum(['member', 'api-key']),
      id: Id,
      name: z.string(),
      role: Role,
      createdAt: Instant,
      creator: Creator,
      waitingApprovals: z.int().describe('Approved and not sent yet: void without it'),
    }),
  ),
  waitingApprovals: z.int().describe('Of the key or the member itself'),
});

/** privileged: may change credentials, write-back, keys and people, which asks a person for the password. */
const KeyScope = z.enum(keyScopes);

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  role: Role,
  scopes: z.array(KeyScope),
  creator: Creator,
  owner: z
    .object({ id: Id, name: z.string(), isActive: z.boolean() })
    .describe('The key depends on their membership and is suspended while they are disabled'),
  createdAt: Instant,
  expiresAt: Instant.nullable().describe('Null: of a time when keys had no end'),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});

export const ApiKeyQuery = z.strictObject({ ...listQuery, sort: z.enum(['-created']).default('-created') });
export const ApiKeyList = listOf(ApiKey);

export const NewApiKey = z.strictObject({
  name: z.string().trim().min(1).max(200),
  role: Role,
  scopes: z.array(KeyScope).max(1).default([]),
  expiresInDays: z.int().min(1).max(apiKeys.longestDays).default(apiKeys.usualDays),
});

export const ApiKeyChange = z.strictObject({ ownerId: Id });

export const RevokeKeyQuery = z.strictObject({
  also: z
    .string()
    .max(mostAlso * 37)
    .default('')
    .transform((text) => (text === '' ? [] : text.split(',')))
    .pipe(z.array(Id).max(mostAlso))
    .describe('Ids of what came of the key and ends along, with commas between: keys, members'),
});

/** The key is shown once; only its hash is kept. Null in a repeated answer. */
export const NewApiKeyAnswer = z.object({ apiKey: ApiKey, key: z.string().nullable() });

export type { AuditAction, AuditedKind } from '../../domain/audit-actions.ts';

export const AuditEvent = z.object({
  id: Id,
  at: Instant,
  actor: z.object({
    kind: z.enum(actorKinds),
    id: z.string(),
    name: z.string().nullable(),
  }),
  action: z.string(),
  object: z.object({
    kind: z.string(),
    id: z.string(),
    name: z.string().nullable().describe('As it is called now; null: it has no name'),
  }),
  company: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .describe('PSA company that the detail names'),
  integrationId: Id.nullable(),
  detail: AuditDetail,
  requestId: z.string().nullable(),
});

export const AuditQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['-at']).default('-at'),
  objectKind: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
  action: z.string().max(100).optional().describe('An action, or what several begin with: mapping'),
  actor: z.string().max(200).optional().describe('Id of a member or key; or system, schedule'),
  integration: Id.optional(),
  from: Instant.optional().describe('Inclusive'),
  to: Instant.optional().describe('Exclusive'),
});
export const AuditList = listOf(AuditEvent);
