import { message } from '../../messages/message.ts';
import { may } from '../../domain/roles.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../../db/model/database.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { endQueuedApprovals } from '../composition/approval-ends.ts';

/**
 * An approval is void once its approver may no longer approve (RULES 6): asked of everybody whose approvals wait, after
 * the change of a member or key, since a key's role is at most its creator's.
 */
export async function voidLostApprovals(
  tx: Tx,
  integrations: readonly IntegrationKey[],
  by: RequestContext,
): Promise<void> {
  for (const key of integrations) {
    const queued = (await liveApprovalLines(tx, key)).filter(({ state }) => state === 'queued');
    const lost = new Set<string>();
    for (const [name, approver] of new Map(queued.map((line) => [nameOf(line.actor), line.actor]))) {
      const roles = await rolesOfActor(tx, key.tenantId, approver, by.now);
      if (roles === null || !roles.every((role) => may(role, 'approve'))) lost.add(name);
    }
    if (lost.size === 0) continue;
    const end = { code: 'ApproverRoleLost', detail: message('write-back.ended.approver') } as const;
    const ended = await endQueuedApprovals(tx, key, end, by, (line) => lost.has(nameOf(line.actor)));
    await recomposeAffected(tx, key, onlyGroups(ended.map(({ groupKey }) => groupKey)), by.now);
  }
}

const nameOf = ({ kind, id }: Actor): string => `${kind}:${id}`;
