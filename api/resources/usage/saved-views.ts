import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  NewSavedView, SavedView, SavedViewChange, SavedViewList,
} from '../../../contracts/api/saved-views.ts'; // prettier-ignore
import { isKeeper, type SavedView as StoredView, savedViewsFor } from '../../../db/people/saved-views.ts';
import { changeView, removeView, saveView } from '../../../use-cases/people/saved-views.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import { iso } from '../../list-answer.ts';
import { created, noContent, ok, type Route, route } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';

const tag = 'Views';

const Params = z.object({ viewId: Id });

const keeperOf = ({ member, actor, role }: Caller) => ({
  memberId: member.id,
  apiKeyId: actor.kind === 'api-key' ? actor.id : null,
  role,
});

const wire = ({ keeper, keeperName, changedAt, ...view }: StoredView, caller: Caller) => ({
  ...view,
  owner:
    keeper.apiKeyId === null
      ? { kind: 'member', id: keeper.memberId, name: keeperName }
      : { kind: 'api-key', id: keeper.apiKeyId, name: keeperName },
  isOwn: isKeeper(keeper, keeperOf(caller)),
  changedAt: iso(changedAt),
});

/** Ways to look at the usage list, each under a name. */
export const savedViewRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/saved-views',
    tag,
    summary: 'Own and shared views of the usage list, by name',
    needs: 'read',
    answers: { 200: SavedViewList },
    handle: async ({ deps, caller }) => {
      const views = await savedViewsFor(deps.db, caller.tenantId, keeperOf(caller));
      return ok({ items: views.map((view) => wire(view, caller)) });
    },
  }),
  route({
    method: 'post',
    path: '/saved-views',
    tag,
    summary: 'Save filters and order of the usage list under a name; sharing requires the reviewer role',
    needs: 'read',
    body: {
      schema: NewSavedView,
      example: { name: 'Large increases', query: 'kind=increase&sort=-money', shared: true },
    },
    answers: { 201: SavedView },
    problems: ['ViewNameTaken', 'TooManyViews'],
    idempotency: 'stored',
    handle: async (call) =>
      created(
        wire(
          await carryOut(call.deps.db, (tx) => saveView(tx, call.body, keeperOf(call.caller), askedBy(call))),
          call.caller,
        ),
      ),
  }),
  route({
    method: 'patch',
    path: '/saved-views/{viewId}',
    tag,
    summary: 'Change an own view, or as an administrator a shared one',
    needs: 'read',
    params: Params,
    body: { schema: SavedViewChange, example: { shared: false } },
    answers: { 200: SavedView },
    problems: ['ViewNameTaken'],
    handle: async (call) => {
      const changed = await carryOut(call.deps.db, (tx) =>
        changeView(tx, call.params.viewId, call.body, keeperOf(call.caller), askedBy(call)),
      );
      return ok(wire(changed, call.caller));
    },
  }),
  route({
    method: 'delete',
    path: '/saved-views/{viewId}',
    tag,
    summary: 'Remove an own view, or as an administrator a shared one',
    needs: 'read',
    params: Params,
    answers: { 204: null },
    handle: async (call) => {
      await carryOut(call.deps.db, (tx) =>
        removeView(tx, call.params.viewId, keeperOf(call.caller), askedBy(call)),
      );
      return noContent();
    },
  }),
];
