import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import { Descent } from '../../contracts/api/people.ts';
import { findApiKey } from '../../db/people/api-keys.ts';
import type { Tx } from '../../db/core/database.ts';
import { descentOf, endDescent, waitingApprovalsOf } from '../../db/people/descent.ts';
import type { Maker } from '../../db/people/makers.ts';
import { findMember } from '../../db/people/people.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { iso } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { type Answer, type Call, ok, type Route, route } from '../route.ts';

/** What came of a key or a member, to be offered where it is revoked, disabled or given a smaller role. */
export const descentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api-keys/{keyId}/descent',
    tag: 'API keys',
    summary: 'What came of a key and is in use: keys and members that it made, that those made, and so on',
    role: 'admin',
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
    role: 'admin',
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

type Asking = Pick<Call<unknown, unknown, unknown>, 'caller' | 'address' | 'requestId'>;

/**
 * Ends what is named of a descent. Members are people: ending one asks for the password, or the scope, as it does
 * anywhere else.
 */
export async function endAlso(
  tx: Tx,
  root: Maker,
  also: readonly string[],
  { caller, address, requestId }: Asking,
): Promise<void> {
  const { tenantId, actor } = caller;
  const ended = await endDescent(tx, root, also, { tenantId, actor, address, requestId });
  if (ended.kind === 'last-administrator') throw new Problem('LastAdministrator');
  if (ended.kind === 'foreign') {
    const detail = `Did not come of it, or has ended: ${ended.ids.join(', ')}.`;
    throw new Problem('ValidationFailed', { items: [{ code: 'ValidationFailed', field: 'also', detail }] });
  }
  if (ended.members > 0 && !caller.mayDoPrivileged)
    throw new Problem(caller.by === 'session' ? 'StepUpRequired' : 'KeyScopeMissing');
}
