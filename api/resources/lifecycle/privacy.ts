import { ChangePrivacy, PrivacyAnswer } from '../../../contracts/api/settings.ts';
import { changeKeepNames } from '../../../use-cases/people/keep-names.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, keyOf } from './integration-lookup.ts';

/** Whether names of users are kept as evidence beside their ids (architecture.md 6). */
export const privacyRoutes: readonly Route[] = [
  route({
    method: 'put',
    path: '/integrations/{id}/privacy',
    tag: 'Settings',
    summary: 'Store user names or not; turning this off erases the stored ones',
    needs: 'change-settings',
    privileged: true,
    params: IdParams,
    body: { schema: ChangePrivacy, example: { keepNames: false } },
    answers: { 200: PrivacyAnswer },
    problems: ['SyncRunActive'],
    handle: async (call) => {
      const { body } = call;
      const namesErased = await carryOut(call.deps.db, (tx) =>
        changeKeepNames(tx, keyOf(call), body.keepNames, askedBy(call)),
      );
      return ok({ keepNames: body.keepNames, namesErased });
    },
  }),
];
