import { type Message, message } from '../../messages/message.ts';
import type { ShownRequest, WritePlan } from '../port.ts';
import { adjustmentOf, adjustmentPosting } from './adjustment.ts';
import { servicePath } from './calls.ts';
import { servicePosting } from './new-service.ts';
import type { Posting } from './posting.ts';

/** See `PsaKind.requestsOf`. A plan that the adapter rejects by itself sends nothing. */
export function requestsOf(plan: WritePlan): readonly ShownRequest[] {
  if (plan.kind !== 'create-line') {
    const adjustment = adjustmentOf(plan);
    return 'kind' in adjustment ? [] : [shown(adjustmentPosting(adjustment))];
  }
  const { agreementId, units, line } = plan;
  // The ID of the service is known once it is created, and the units that Autotask gave it.
  const ofNone = {
    ref: { agreementId, lineId: '0' },
    before: 0,
    after: Number(units),
    day: line.firstBilledDay,
  };
  const { path, body, right } = adjustmentPosting({ ...ofNone, beginsPeriod: true });
  const follows = { path, right, body: { ...body, contractServiceID: null } };
  return [shown(servicePosting(plan)), shown(follows, message('autotask.request.units-follow'))];
}

const shown = ({ path, body }: Posting, note: Message | null = null): ShownRequest => ({
  method: 'POST',
  path: `${servicePath}${path}`,
  body,
  note,
});
