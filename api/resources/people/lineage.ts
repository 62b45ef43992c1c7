import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { Lineage } from '../../../contracts/api/people.ts';
import { findApiKey } from '../../../db/people/api-keys.ts';
import { lineageOf, waitingApprovalsOf } from '../../../db/people/lineage.ts';
import type { Creator } from '../../../db/people/creators.ts';
import { findMember } from '../../../db/people/people.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { type Answer, ok, type Route, route } from '../../route.ts';

/** What came of a key or a member, to be offered where it is revoked, disabled or given a smaller role. */
export const lineageRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api-keys/{keyId}/lineage',
    tag: 'API keys',
    summary: 'Keys and members in use that a key created, directly or indirectly',
    needs: 'manage-keys',
    params: z.object({ keyId: Id }),
    answers: { 200: Lineage },
    handle: async ({ deps, caller: { tenantId }, params: { keyId } }) => {
      if ((await findApiKey(deps.db, tenantId, keyId)) === null) throw new Problem('NotFound');
      return answerOf(deps, tenantId, { kind: 'api-key', id: keyId });
    },
  }),
  route({
    method: 'get',
    path: '/members/{memberId}/lineage',
    tag: 'People',
    summary: 'Keys and members in use that a member created, directly or indirectly',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    answers: { 200: Lineage },
    handle: async ({ deps, caller: { tenantId }, params: { memberId } }) => {
      if ((await findMember(deps.db, tenantId, memberId)) === null) throw new Problem('NotFound');
      return answerOf(deps, tenantId, { kind: 'member', id: memberId });
    },
  }),
];

async function answerOf({ db }: ApiDependencies, tenantId: string, root: Creator): Promise<Answer> {
  const items = await lineageOf(db, tenantId, root);
  return ok({
    items: items.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: iso(createdAt) })),
    waitingApprovals: await waitingApprovalsOf(db, tenantId, root),
  });
}
