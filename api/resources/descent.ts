import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import { Descent } from '../../contracts/api/people.ts';
import { findApiKey } from '../../db/people/api-keys.ts';
import { descentOf, waitingApprovalsOf } from '../../db/people/descent.ts';
import type { Maker } from '../../db/people/makers.ts';
import { findMember } from '../../db/people/people.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { iso } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { type Answer, ok, type Route, route } from '../route.ts';

/** What came of a key or a member, to be offered where it is revoked, disabled or given a smaller role. */
export const descentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api-keys/{keyId}/descent',
    tag: 'API keys',
    summary: 'What came of a key and is in use: keys and members that it made, that those made, and so on',
    needs: 'manage-keys',
    params: z.object({ keyId: Id }),
    answers: { 200: Descent },
    handle: async ({ deps, caller: { tenantId }, params: { keyId } }) => {
      if ((await findApiKey(deps.db, tenantId, keyId)) === null) throw new Problem('NotFound');
      return answerOf(deps, tenantId, { kind: 'api-key', id: keyId });
    },
  }),
  route({
    method: 'get',
    path: '/members/{memberId}/descent',
    tag: 'People',
    summary:
      'What came of a member and is in use: keys and members that they made, that those made, and so on',
    needs: 'manage-people',
    params: z.object({ memberId: Id }),
    answers: { 200: Descent },
    handle: async ({ deps, caller: { tenantId }, params: { memberId } }) => {
      if ((await findMember(deps.db, tenantId, memberId)) === null) throw new Problem('NotFound');
      return answerOf(deps, tenantId, { kind: 'member', id: memberId });
    },
  }),
];

async function answerOf({ db }: ApiDependencies, tenantId: string, root: Maker): Promise<Answer> {
  const items = await descentOf(db, tenantId, root);
  return ok({
    items: items.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: iso(createdAt) })),
    waitingApprovals: await waitingApprovalsOf(db, tenantId, root),
  });
}
