import { type Message, message } from '../../messages/message.ts';
import { may } from '../../domain/roles.ts';
import type { WorkErrorCode } from '../../contracts/errors/work.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import { instanceHold } from '../../db/integrations/instances.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import { surroundingsOf } from '../../db/write-back/queue-surroundings.ts';
import { dailyCaps } from '../../db/settings/settings.ts';
import { sentToday } from '../../db/write-back/write-intents.ts';
import { writeStop } from '../../use-cases/write-back/write-stop.ts';
import type { Currencies } from '../../domain/currency.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { type CapName, capOf, fitsDay } from '../../domain/write-back/daily-cap.ts';
import { standsStill } from '../../domain/write-back/wait-reason.ts';

/** May this line be sent just now? `blocked`: it stays queued; `ended`: the approval is void (RULES 6). */
export type Permission =
  | { readonly kind: 'may'; readonly billingDay: string }
  | { readonly kind: 'blocked'; readonly code: WorkErrorCode; readonly detail: Message }
  | {
      readonly kind: 'ended';
      readonly code: 'WriteBackTurnedOff' | 'Disconnected' | 'ApproverRoleLost';
      readonly detail: Message;
    };

/** Everything about the scenario of Seatwise that must allow a write; the caller holds the integration's row lock. */
export async function writePermission(
  db: Queryable,
  integration: Integration,
  line: ApprovalLine,
  { today, timeZoneKnown }: Pick<CompositionInput, 'today' | 'timeZoneKnown'>,
  now: Date,
): Promise<Permission> {
  const { phase } = integration;
  if (phase === 'disconnecting' || phase === 'disconnected')
    return { kind: 'ended', code: 'Disconnected', detail: message('write-back.ended.disconnected') };
  const hold = await instanceHold(db, { tenantId: integration.tenantId, integrationId: integration.id });
  if (hold !== null) return { kind: 'blocked', code: hold.code, detail: hold.detail };
  if (!integration.writeBackEnabled)
    return { kind: 'ended', code: 'WriteBackTurnedOff', detail: message('write-back.ended.write-back-off') };
  const [roles, stop, around] = await pipelined(db, (tx) =>
    Promise.all([rolesOfActor(tx, line.tenantId, line.actor, now), writeStop(tx), surroundingsOf(tx, line)]),
  );
  const needed = line.decision === 'end' ? 'end-lines' : 'approve';
  if (roles === null || !roles.every((role) => may(role, needed))) {
    return { kind: 'ended', code: 'ApproverRoleLost', detail: message('write-back.ended.approver') };
  }
  if (stop !== null)
    return {
      kind: 'blocked',
      code: 'WriteStopped',
      detail: stop.reason,
    };
  if (standsStill(around) !== null)
    return { kind: 'blocked', code: 'PhaseRejected', detail: message('write-back.blocked.not-active') };
  if (!timeZoneKnown)
    return { kind: 'blocked', code: 'TimeZoneUnknown', detail: message('write-back.blocked.time-zone') };
  return { kind: 'may', billingDay: today };
}

/** What keeps a line from going out today. */
export interface CapStop {
  readonly code: 'WriteCapReached' | 'CurrencyRateMissing';
  /** What the notice is about: the limit that is reached, by its setting, or all writes. */
  readonly subject: CapName | 'writes';
  readonly detail: Message;
}

/**
 * Caps of a day (RULES 6); each grant of an administrator adds one more day's worth to one of them. Null: not reached. An unknown
 * effect counts as a line only. A second sending of a line counts with the first.
 */
export async function capReached(
  db: Queryable,
  line: ApprovalLine,
  billingDay: string,
  currencies: Currencies,
): Promise<CapStop | null> {
  const cap = capOf(line.change.kind);
  const [caps, sent] = await pipelined(db, (tx) =>
    Promise.all([dailyCaps(tx, line.tenantId, cap), sentToday(tx, line, billingDay, cap)]),
  );
  const { own } = currencies;
  switch (fitsDay(caps, sent, line, currencies)) {
    case 'fits':
      return null;
    case 'full':
      return {
        code: 'WriteCapReached',
        subject: cap,
        detail: message('write-back.blocked.limit-of-day', {
          cap,
          lines: sent.lines,
          amount: { amount: sent.amount, currency: own },
          mostLines: caps.lines,
          most: { amount: caps.amount, currency: own },
        }),
      };
    case 'no-rate':
      return {
        code: 'CurrencyRateMissing',
        subject: 'writes',
        detail: message('write-back.blocked.no-rate', { currency: line.currency ?? own, own }),
      };
  }
}
