import { type Database, inTransaction, type Tx } from '../db/model/database.ts';
import type { RequestContext } from '../use-cases/request-context.ts';
import { isRejected, type Rejected } from '../use-cases/outcome.ts';
import { rejectionProblem } from './problems.ts';
import type { Call } from './route.ts';

/** The one place where what a use case rejects becomes a problem. */
export function unlessRejected<T>(outcome: T | Rejected): T {
  if (!isRejected(outcome)) return outcome;
  throw rejectionProblem(outcome);
}

/** Carries a use case out in one transaction; what it rejects is undone. */
export const carryOut = <T>(db: Database, useCase: (tx: Tx) => Promise<T | Rejected>): Promise<T> =>
  inTransaction(db, async (tx) => unlessRejected(await useCase(tx)));

type Asking = Pick<Call<unknown, unknown, unknown>, 'caller' | 'requestId' | 'address'>;

export const askedBy = ({ caller, requestId }: Omit<Asking, 'address'>): RequestContext => ({
  tenantId: caller.tenantId,
  actor: caller.actor,
  requestId,
  now: new Date(),
});

/** With the address, for what the audit tells it of. */
export const askedFrom = (call: Asking): RequestContext => ({ ...askedBy(call), address: call.address });
