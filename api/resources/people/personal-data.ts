import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Json } from '../../../contracts/api/common.ts';
import { type ExportedPerson, beginExport, personalData } from '../../../use-cases/people/export-person.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { beginFile } from '../../file-answer.ts';
import { type Answer, type Route, route } from '../../route.ts';

const tag = 'People';
const file = z.record(z.string(), z.array(Json)).describe('Rows by the name of their table');

/** Sent as it is read; reading stops when the connection closes. */
async function write(deps: ApiDependencies, subject: ExportedPerson, response: Response): Promise<void> {
  beginFile(response, {
    name: `member-${subject.memberId}.json`,
    mediaType: 'application/json; charset=utf-8',
  });
  for await (const part of personalData(deps.db, subject)) {
    if (response.destroyed) return;
    if (!response.write(part)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end('\n');
}

const answerOf = (deps: ApiDependencies, subject: ExportedPerson): Answer => ({
  kind: 'stream',
  write: (response) => write(deps, subject, response),
});

/** What is held about a person, as a file. */
export const personalDataRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/members/{memberId}/data',
    tag,
    summary: 'Everything held about a member, by table; audited',
    needs: 'manage-people',
    privileged: true,
    params: z.object({ memberId: Id }),
    answers: { 200: file },
    handle: async (call) =>
      answerOf(
        call.deps,
        await carryOut(call.deps.db, (tx) =>
          beginExport(tx, call.params.memberId, 'administrator', askedFrom(call)),
        ),
      ),
  }),
  route({
    method: 'get',
    path: '/me/data',
    keys: 'no',
    tag,
    summary: 'Everything held about you, by table; audited',
    needs: 'read',
    answers: { 200: file },
    handle: async (call) => {
      const { method, member } = call.caller;
      const requester = method === 'provider' ? 'provider-session' : 'person';
      return answerOf(
        call.deps,
        await carryOut(call.deps.db, (tx) => beginExport(tx, member.id, requester, askedFrom(call))),
      );
    },
  }),
];
