import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { addDays } from '../../domain/calendar.ts';
import type { BookedChange } from '../../domain/psa-facts.ts';
import { groupBy } from '../../domain/group-by.ts';
import { decimal } from '../../domain/quantity.ts';
import { unitsOn } from '../../domain/usage/units-on-day.ts';
import { type Message, message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import { announce } from '../integrations/commands.ts';
import type { Queryable, Tx } from '../model/database.ts';
import type { IntentOutcome } from '../../domain/write-back/write-outcome.ts';

/** A line that the PSA shows after the creation of one ended in a conflict (RULES 16). */
interface ShownLine {
  readonly id: string;
  readonly approvalId: string;
  readonly after: string;
  readonly firstBilledDay: string;
  readonly createdLineId: string | null;
  readonly lastOutcome: IntentOutcome | null;
  readonly detailId: string | null;
  readonly foreignId: string;
  readonly quantity: string | null;
  readonly effectiveDate: string | null;
  readonly cancelledDate: string | null;
  readonly booked: readonly BookedChange[] | null;
}

/** Lines of open conflicts that bear the marker and have the product that was approved, by conflict and ID. */
async function shownLines(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<readonly ShownLine[]> {
  const { rows } = await sql<ShownLine>`
    select l.id, l.approval_id, l.after, l.new_line ->> 'firstBilledDay' as first_billed_day, l.created_line_id,
      (select w.outcome from write_intent w where w.tenant_id = l.tenant_id and w.approval_line_id = l.id
        and w.outcome is distinct from 'not-sent' order by w.send_number desc limit 1) as last_outcome,
      l.detail ->> 'id' as detail_id, p.foreign_id, p.quantity, p.effective_date, p.cancelled_date,
      a.dated -> 'booked' -> p.foreign_id as booked
    from approval_line l
    join psa_line p on p.tenant_id = l.tenant_id and p.integration_id = l.integration_id and p.marker = l.psa_line_id
      and p.product_id = l.new_line ->> 'productId' and p.agreement_id = l.agreement_id
    left join psa_agreement a on a.tenant_id = p.tenant_id and a.integration_id = p.integration_id
      and a.foreign_id = p.agreement_id
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.state = 'conflict'
      and l.resolved_at is null and l.change = 'create-line'
    order by l.id, length(p.foreign_id), p.foreign_id`.execute(db);
  return rows;
}

/** Whether it bills what was approved, and nothing before its first billed day. */
function isAsApproved({ after, firstBilledDay: day, lastOutcome, booked, ...line }: ShownLine): boolean {
  // What the PSA rejected, a person entered.
  if (lastOutcome === 'rejected' || line.cancelledDate !== null) return false;
  const dated = { ...line, booked: booked ?? undefined };
  const on = unitsOn(dated, day);
  const before = unitsOn(dated, addDays(day, -1));
  return on?.equals(decimal(after)) === true && before?.isZero() === true;
}

interface ArrivedLine {
  readonly lineId: string;
  readonly approvalId: string;
  /** The conflict says so already. */
  readonly isKnown: boolean;
}

/** Of each open conflict, the line that has arrived as approved; of several, the first. */
export async function arrivedLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<ReadonlyMap<string, ArrivedLine>> {
  const byConflict = groupBy(await shownLines(db, key), ({ id }) => id);
  return new Map(
    [...byConflict].flatMap(([id, lines]) => {
      const [first] = lines;
      if (first === undefined || !lines.every(isAsApproved)) return [];
      const { foreignId: lineId, approvalId, createdLineId, detailId } = first;
      return [[id, { lineId, approvalId, isKnown: createdLineId === lineId && detailId === arrivedId }]];
    }),
  );
}

const arrivedId = 'write-back.created.arrived';

/** The conflict says that its line has arrived, once a reading has found it. */
export async function noteArrivedLines(tx: Tx, key: IntegrationKey): Promise<void> {
  for (const [id, { lineId, approvalId, isKnown }] of await arrivedLines(tx, key)) {
    if (isKnown) continue;
    const detail: Message = message(arrivedId, { line: lineId });
    await tx
      .updateTable('approvalLine')
      .set({ createdLineId: lineId, detail: messageToStore(detail) })
      .where('tenantId', '=', key.tenantId)
      .where('id', '=', id)
      .execute();
    await announce(tx, key, 'write-back', approvalId);
  }
}

/** Its last sending did what was approved, though that was seen later. */
export async function concludeArrived(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<void> {
  await tx
    .updateTable('writeIntent')
    .set({ outcome: 'confirmed' })
    .where('tenantId', '=', tenantId)
    .where('approvalLineId', '=', id)
    .where('outcome', '=', 'conflict')
    .execute();
}
