import { z } from 'zod';
import { Id } from './common.ts';

/** An organization that the person who is signed in belongs to. */
export const Organization = z.object({
  memberId: Id.describe('The person as this organization knows them'),
  tenantId: Id,
  name: z.string(),
});

export const JoinedOrganization = Organization.extend({
  factorsRemoved: z
    .boolean()
    .describe(
      'Passkeys, authenticator app, or recovery codes were removed; what confirmed this session stays',
    ),
});

export const OrganizationChoice = z.strictObject({ memberId: Id });

/** What an administrator was shown in place of a temporary password. */
export const InvitationCode = z.strictObject({ code: z.string().min(1).max(100) });
