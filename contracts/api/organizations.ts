import { z } from 'zod';
import { Id } from './common.ts';

/** An organization that the person who is signed in belongs to. */
export const Organization = z.object({
  memberId: Id.describe('The person as this organization knows them'),
  tenantId: Id,
  name: z.string(),
});

export const OrganizationChoice = z.strictObject({ memberId: Id });

/** What an administrator was shown in place of a temporary password. */
export const InvitationCode = z.strictObject({ code: z.string().min(1).max(100) });
