import { WriteBackAnswer, TurnOnWriteBack } from '../../../contracts/api/decisions.ts';
import type { Integration } from '../../../db/integrations/integrations.ts';
import { turnOnWriteBack, turnOffWriteBack } from '../../../use-cases/write-back/turn-on-write-back.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { isoOrNull } from '../../list-answer.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Usage';

const writeRightWire = ({ writeRight, writeRightAt }: Integration) => ({
  writeRight,
  writeRightAt: isoOrNull(writeRightAt),
});

/** Whether an integration writes at all. */
export const writeBackSwitchRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/turn-on-write-back',
    privileged: true,
    tag,
    summary: 'Allow writing; on consent, prove the right to write on one line',
    needs: 'write-back',
    params: IdParams,
    body: { schema: TurnOnWriteBack, example: { proveLineId: '7001' } },
    answers: { 200: WriteBackAnswer },
    problems: ['PhaseRejected', 'ProofLineUnsuitable', 'MasterKeyChanged'],
    idempotency: 'stored',
    handle: async (call) => {
      const { proveLineId = null } = call.body;
      const { integration, approvalId } = await carryOut(call.deps.db, (tx) =>
        turnOnWriteBack(tx, call.deps.keyRing, keyOf(call), proveLineId, askedFrom(call)),
      );
      return ok({ writeBackEnabled: true, approvalId, canceled: 0, ...writeRightWire(integration) });
    },
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/turn-off-write-back',
    tag,
    summary: 'Stop writing: what is queued is canceled, decisions become proposals',
    needs: 'write-back',
    params: IdParams,
    answers: { 200: WriteBackAnswer },
    problems: ['PhaseRejected'],
    idempotency: 'stored',
    handle: async (call) => {
      const { integration, canceled } = await carryOut(call.deps.db, (tx) =>
        turnOffWriteBack(tx, keyOf(call), askedFrom(call)),
      );
      return ok({ writeBackEnabled: false, approvalId: null, canceled, ...writeRightWire(integration) });
    },
  }),
];
