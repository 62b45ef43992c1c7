import { z } from 'zod';
import { Id, Instant } from './common.ts';

/** What is held, never the secret itself. */
export const SecretList = z.object({
  reminderDays: z.int().describe('Older than that, a notice asks for another'),
  items: z.array(
    z.object({
      kind: z.enum([
        'master-key',
        'credential',
        'webhook',
        'audit-stream',
        'identity-provider',
        'api-key',
        'temporary-password',
        'session',
      ]),
      id: Id.describe('Of what it belongs to; of sessions and temporary passwords, the member'),
      name: z.string().describe('Whose it is'),
      integrationId: Id.nullable(),
      since: Instant,
      lastUsedAt: Instant.nullable(),
      endsAt: Instant.nullable(),
      isOld: z.boolean().describe('Older than the reminder; what ends by itself never is'),
    }),
  ),
});

/** How many ended: sessions, keys, or integrations with write-back on. */
export const IncidentDone = z.object({ ended: z.int() });
