import { z } from 'zod';
import { signIns } from '../../domain/defaults.ts';
import { confirmations, secondFactors, signInMethods } from '../../domain/sign-ins.ts';
import { Id, Instant, Role } from './common.ts';
import { Organization } from './organizations.ts';

export const SignIn = z.strictObject({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1_024),
});

const Counted = z.object({ one: z.string(), many: z.string() });

const Kinds = z.object({
  vendors: z.array(
    z.object({
      id: z.string(),
      name: z.string().describe('As it calls itself'),
      shortName: z.string().describe('In headings and sentences'),
      seatRule: z.string().describe('Which users take a seat: sentences'),
    }),
  ),
  psas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      words: z
        .object({
          idPrefix: z.string().describe('Before one of its ids'),
          company: Counted,
          agreement: Counted,
          product: Counted,
          ifFewerRecords: z.string().describe('What to check where fewer were loaded: a sentence'),
        })
        .describe("The PSA's own, small as within a sentence"),
    }),
  ),
});

const Opening = {
  method: z.enum(signInMethods).nullable().describe('What opened the session; null for keys'),
  factor: z.enum(secondFactors).nullable().describe('The second factor used in it; null: none'),
};

/** Who is signed in, and what this session may do. */
export const Session = z.object({
  member: z.object({ id: Id, email: z.string(), name: z.string() }),
  role: Role,
  marginRole: Role.describe('The least role that may see costs and margins, a setting'),
  by: z.enum(['session', 'api-key']),
  tenant: z.object({
    id: Id,
    name: z.string(),
    currency: z.string(),
    timeZone: z.string().describe('In which times are shown to people'),
    logo: z.string().nullable().describe('SHA-256 of the logo of `GET /settings/logo`; null: there is none'),
  }),
  organizations: z
    .array(Organization)
    .describe('Where this session can continue, this organization included: `PUT /session/membership`'),
  expiresAt: Instant.nullable().describe('When it ends in any case'),
  idleEndsAt: Instant.nullable().describe('When it ends unless it is used before; null for keys'),
  kinds: Kinds.describe('Names and words of the vendors and PSAs there are'),
  passwordChangeRequired: z
    .boolean()
    .describe('A temporary password opened it: nothing is possible but to set another'),
  secondFactorRequired: z
    .boolean()
    .describe(
      'The policy asks this role for a second factor and the session has none: nothing is possible but to add one or to confirm with one',
    ),
  hasSecondFactor: z.boolean().describe('The person has a passkey or an authenticator app'),
  ...Opening,
  confirmWith: z
    .array(z.enum(confirmations))
    .describe('Methods that `POST /session/step-up` accepts from this person'),
  provider: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('The identity provider that opened it'),
  confirmProvider: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('The identity provider that confirms; where single sign-on is required, nothing else does'),
});

export const SessionList = z.object({
  items: z.array(
    z.object({
      id: Id,
      device: z.string().describe('As the browser calls itself'),
      address: z.string().describe('From where it was begun'),
      createdAt: Instant,
      lastSeenAt: Instant,
      expiresAt: Instant,
      isPresent: z.boolean().describe('The session that asks'),
      method: z.enum(signInMethods).describe('What opened it'),
      factor: Opening.factor,
    }),
  ),
});

export const SessionsEnded = z.object({ ended: z.int() });

/** Answer to a sign-in. */
export const NewSession = Session.extend({
  rejectedBefore: z
    .object({ times: z.int(), lastAt: Instant, lastAddress: z.string() })
    .nullable()
    .describe('Rejected sign-ins of this person since the last successful one'),
});

/** A page that reads by itself, with nobody at it, sends this with any value: such a request is no use of the session. */
export const unattendedHeader = 'seatwise-unattended';

export const NewPassword = z.string().min(signIns.leastPasswordLength).max(1_024);

export const ChangePassword = z.strictObject({
  currentPassword: z.string().min(1).max(1_024),
  newPassword: NewPassword,
});
