import { namesOf } from '../../names-of.ts';
import { rendererOf } from '../../rendering.ts';
import { IntegrationInstance } from '../../../contracts/api/instance.ts';
import { keptInstances, type KeptInstance } from '../../../db/integrations/instances.ts';
import { credentialSummaries } from '../../../db/secrets/credentials.ts';
import { psaSet } from '../../../domain/credentials.ts';
import { answersTo, type InstanceSide } from '../../../domain/instances.ts';
import { iso } from '../../list-answer.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

/** Which instance an integration belongs to, and what is asked about it (RULES 14). */
export const instanceRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/instance',
    tag: 'Credentials',
    summary: 'The PSA instance of an integration, and the open question to an administrator about it',
    needs: 'read',
    params: IdParams,
    answers: { 200: IntegrationInstance },
    handle: async (call) => {
      const { db } = call.deps;
      const called = (await namesOf(call.deps, call.caller.tenantId, call.params.id))(call.params.id);
      const render = rendererOf(call.request, called);
      const key = keyOf(call);
      const { predecessorId, successorId } = await integrationOf(db, key);
      const sides = await keptInstances(db, key);
      const working = (await credentialSummaries(db, key)).filter(({ state }) => state === 'working');
      const move = sides.find((side) => side.move !== null)?.move ?? null;
      return ok({
        psa: sideOf(sides, 'psa'),
        vendor: sideOf(sides, 'vendor'),
        questions: sides.flatMap(({ side, kept, question }) =>
          question === null
            ? []
            : [
                {
                  side,
                  code: question.code,
                  credentialId: question.credentialId,
                  isWorking: working.some(({ id }) => id === question.credentialId),
                  askedAt: iso(question.askedAt),
                  kept,
                  found: question.found,
                  answers: [...answersTo[question.code]],
                },
              ],
        ),
        move:
          move === null
            ? null
            : {
                since: iso(move.since),
                resumesWriteBack: move.wasWriteBackEnabled,
                credentialId: working.find(({ set }) => set === psaSet)?.id ?? null,
                differences: move.differences?.map(render) ?? null,
              },
        predecessorId,
        successorId,
      });
    },
  }),
];

function sideOf(sides: readonly KeptInstance[], wanted: InstanceSide) {
  const side = sides.find((one) => one.side === wanted);
  return side === undefined ? null : { ...side.kept, since: iso(side.since) };
}
