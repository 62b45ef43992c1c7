import { createHash } from 'node:crypto';
import { systemActor } from '../../domain/keys.ts';

import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { endProviderSessions, useLogoutToken } from '../../db/people/provider-sessions.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** Longer than a logout token is taken at all, clocks that differ included. */
const rememberedMs = 10 * 60_000;

/** A provider signs out one session, or all sessions of a person. Returns `null` on success, even if there was none. */
export async function endByProvider(
  tx: Tx,
  key: { readonly tenantId: string; readonly providerId: string },
  logout: {
    readonly tokenId: string;
    readonly of: { readonly providerSession: string } | { readonly subject: string };
  },
  from: { readonly address: string; readonly requestId: string },
): Promise<Rejected | null> {
  const tokenIdHash = createHash('sha256').update(logout.tokenId, 'utf8').digest('hex');
  if (!(await useLogoutToken(tx, key, tokenIdHash, new Date(Date.now() + rememberedMs))))
    return rejected('LogoutTokenRejected');
  for (const memberId of await endProviderSessions(tx, key, logout.of))
    await recordAudit(tx, {
      ...from,
      tenantId: key.tenantId,
      actor: systemActor,
      action: 'session.ended-by-provider',
      objectKind: 'member',
      objectId: memberId,
      detail: { provider: key.providerId },
    });
  return null;
}
