import { ChooseWriteMethod, WriteMethodList } from '../../../contracts/api/write-methods.ts';
import { chosenMethods } from '../../../db/write-back/write-methods.ts';
import { entryOf, termsOfKinds } from '../../../domain/kinds.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { chooseMethod } from '../../../use-cases/write-back/write-methods.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { isoOrNull } from '../../list-answer.ts';
import { messageWire, rendererOf } from '../../rendering.ts';
import { ok, type Route, route, type UntypedCall } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Usage';

const choicesOf = async ({ db, kinds }: ApiDependencies, key: IntegrationKey) =>
  entryOf(kinds.psas, (await integrationOf(db, key)).psa).writeChoices ?? [];

async function listed({ deps, request }: Pick<UntypedCall, 'deps' | 'request'>, key: IntegrationKey) {
  const { psa, vendor } = await integrationOf(deps.db, key);
  const render = rendererOf(request, termsOfKinds(deps.kinds, { psa, vendor }));
  const chosen = await chosenMethods(deps.db, key);
  return (await choicesOf(deps, key)).map(({ id, of, title, methods }) => {
    const own = chosen.get(id);
    return {
      id,
      of,
      title: messageWire(render, title),
      methods: methods.map(({ id: method, name, note }) => ({
        id: method,
        name: messageWire(render, name),
        note: messageWire(render, note),
      })),
      method: own?.method ?? null,
      chosenAt: isoOrNull(own?.chosenAt ?? null),
      keptAt: isoOrNull(own?.keptAt ?? null),
      provenAt: isoOrNull(own?.provenAt ?? null),
      withdrawnAt: isoOrNull(own?.withdrawnAt ?? null),
    };
  });
}

/** How a connection writes, where its PSA leaves that open (architecture.md 9). */
export const writeMethodRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/write-methods',
    tag,
    summary: 'Write method of each sort of line; empty if the PSA has only one',
    needs: 'read',
    params: IdParams,
    answers: { 200: WriteMethodList },
    handle: async (call) => ok({ items: await listed(call, keyOf(call)) }),
  }),
  route({
    method: 'put',
    path: '/integrations/{id}/write-methods',
    privileged: true,
    tag,
    summary:
      'Choose the write method of a sort of line, or none for existing lines; a new choice must be proven',
    needs: 'write-back',
    params: IdParams,
    body: { schema: ChooseWriteMethod, example: { choice: 'by-hand', method: 'document' } },
    answers: { 200: WriteMethodList },
    problems: ['PhaseRejected', 'WriteMethodUnknown'],
    handle: async (call) => {
      const { deps, body } = call;
      const choices = await choicesOf(deps, keyOf(call));
      await carryOut(deps.db, (tx) => chooseMethod(tx, keyOf(call), choices, body, askedFrom(call)));
      return ok({ items: await listed(call, keyOf(call)) });
    },
  }),
];
