import { message } from '../../messages/message.ts';
import { z } from 'zod';
import { decimal } from '../../domain/quantity.ts';
import type { HttpOutcome } from '../../http/outcome.ts';
import { parseJsonExactly } from '../exact-json.ts';
import { jittered } from '../no-answer.ts';
import type { PsaFailure, WriteLimits, WriteOutcome, SetQuantityPlan, WriteTrouble } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { keptBack, rejected, unknown } from '../write-trouble.ts';
import { errorsIn, verdictOfAnswer, verdictOfNoAnswer } from './answers.ts';
import type { Calls } from './calls.ts';
import { psaFailure } from './failures.ts';
import { readBack } from './read-back.ts';
import { contractServices, contracts, isRecordId, unitRows } from './records.ts';
import { laterChange, rowInForce, type UnitRow, unitSeries } from './units.ts';
import { type Adjustment, rowsAround, type WritePath } from './write-path.ts';

/** Units and differences are whole numbers of 32 bits (autotask.md 3.6). */
const largest = 2_147_483_647;

/**
 * See `Psa.write`. One adjustment: the difference, from a day on, always with the line that it is of, since one without
 * makes a line (autotask.md 3.6). It rests on the rows of the line as they were read last, and no call comes between;
 * afterwards they are read until they show it, since the answer itself shows nothing. Throws nothing.
 */
export async function adjustUnits(
  path: WritePath,
  plan: SetQuantityPlan,
  { mayBegin, afterChange, signal }: WriteLimits,
): Promise<WriteOutcome> {
  const adjustment = adjustmentOf(plan);
  if ('kind' in adjustment) return adjustment;
  const stopped = (): boolean => signal?.aborted === true || !mayBegin();
  if (stopped()) return keptBack(signal);
  const held = path.calls.quietFor();
  if (held > 0) return notSent(psaFailure('PsaBusy', message('psas.slow-down'), held));
  try {
    const limits = path.limits(signal);
    const hindrance = await hindranceOf(path, adjustment, limits);
    if (hindrance !== null) return hindrance;
    const zone = await path.reads.zone(limits);
    if (!zone.ok) return notSent(zone);
    if (stopped()) return keptBack(signal);
    const sent = await postOnce(path.calls, zone.value.host, adjustment, { mayBegin, signal });
    if (sent !== 'taken') return sent;
    await afterChange?.();
    return await readBack(path, adjustment, signal);
  } catch (error) {
    if (signal?.aborted === true) return keptBack(signal);
    throw error;
  }
}

function adjustmentOf({ ref, before, after, day }: SetQuantityPlan): Adjustment | WriteTrouble {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const [was, wanted] = [wholeUnits(before), wholeUnits(after)];
  if (was === null || wanted === null)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largest })));
  if (day === null) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-without-day')));
  if (was === wanted) return rejected(psaFailure('PsaRejected', message('autotask.adjustment-of-nothing')));
  return { ref, before: was, after: wanted, day };
}

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
function wholeUnits(written: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(written)?.[1];
  const units = whole === undefined ? null : Number(whole);
  return units === null || units > largest ? null : units;
}

/** Why nothing may be sent, by the security level and by the rows of the line just before; null: it may. */
async function hindranceOf(
  path: WritePath,
  adjustment: Adjustment,
  limits: ReadLimits,
): Promise<WriteOutcome | null> {
  if (path.read !== null) return hindranceInRows(path.read.rows, adjustment);
  const shown = await path.access.firstRejection(
    [contracts.name, contractServices.name, unitRows.name],
    limits,
  );
  if (shown !== null) return shown.code === 'PsaRightMissing' ? rejected(shown) : notSent(shown);
  const rows = await rowsAround(path, adjustment, limits);
  return rows.ok ? hindranceInRows(rows.value, adjustment) : notSent(rows);
}

function hindranceInRows(
  rows: readonly UnitRow[],
  { ref, before, after, day }: Adjustment,
): WriteOutcome | null {
  if (rows.length === 0)
    return unknown(
      psaFailure(
        'PsaNotFound',
        message('autotask.no-units', { line: ref.lineId, contract: ref.agreementId }),
      ),
    );
  const inForce = rowInForce(rows, day);
  if (inForce === null)
    return rejected(
      psaFailure('PsaRejected', message('autotask.no-period', { day, units: unitSeries(rows) })),
    );
  if (inForce.posted) return rejected(psaFailure('PsaRejected', message('autotask.period-posted', { day })));
  const later = laterChange(rows, day);
  if (later !== null) {
    const shifted = Number(later.units) + after - before;
    const booked = { day: later.startDate, shifted, units: unitSeries(rows) };
    return rejected(psaFailure('PsaRejected', message('autotask.later-change', booked)));
  }
  if (decimal(inForce.units).equals(before)) return null;
  return {
    kind: 'withheld',
    detail: message('autotask.withheld.units-changed', { day, shown: inForce.units, expected: before }),
  };
}

/** `POST Contracts/{id}/ServiceAdjustments`, once (autotask.md 3.6). */
function postOnce(
  calls: Calls,
  host: string,
  { ref, before, after, day }: Adjustment,
  { mayBegin, signal }: WriteLimits,
): Promise<WriteOutcome | 'taken'> {
  const body = {
    contractID: Number(ref.agreementId),
    contractServiceID: Number(ref.lineId),
    unitChange: after - before,
    effectiveDate: day,
  };
  return calls.make<WriteOutcome | 'taken'>(
    {
      host,
      method: 'POST',
      path: `Contracts/${ref.agreementId}/ServiceAdjustments`,
      body: JSON.stringify(body),
      signedIn: true,
      timeoutMs: calls.settings.timeoutMs,
      signal,
      mayBegin: () => signal?.aborted !== true && mayBegin(),
    },
    (outcome) => {
      const result = evaluate(calls, outcome, signal);
      return {
        result,
        code: result === 'taken' || result.kind === 'withheld' || !('code' in result) ? null : result.code,
      };
    },
  );
}

const taken = z.object({ itemId: z.string().nullable() });

function evaluate(
  calls: Calls,
  outcome: HttpOutcome,
  signal: AbortSignal | undefined,
): WriteOutcome | 'taken' {
  if (outcome.kind === 'no-answer') {
    if (outcome.sent === 'no' && outcome.cause === 'aborted') return keptBack(signal);
    const { failure } = verdictOfNoAnswer(outcome);
    return outcome.sent === 'no' ? notSent(failure) : unknown(failure);
  }
  const good = outcome.status >= 200 && outcome.status < 300;
  if (good && errorsIn(outcome.text) === null) {
    const json = parseJsonExactly(outcome.text);
    if (json.ok && taken.safeParse(json.value).success) return 'taken';
    return unknown(
      psaFailure(
        'PsaAnswerUnreadable',
        message('psas.unreadable.unexpected', { call: 'ServiceAdjustments' }),
      ),
    );
  }
  const { failure, again, definite } = verdictOfAnswer(
    outcome,
    calls.context('ContractServiceAdjustments (create)'),
  );
  if (again === 'after-wait') {
    calls.keepQuiet(jittered(failure.retryAfterMs ?? calls.settings.busyMs));
    return notSent(failure);
  }
  if (failure.code === 'PsaSignInRejected') return notSent(failure);
  if (failure.code === 'PsaNotFound') return unknown(failure);
  if (outcome.status === 409) return unknown(psaFailure('PsaRejected', failure.detail));
  return definite ? rejected(failure) : unknown(failure);
}

/** Every trouble of this adapter reaches the line alone, or everything that these keys may do. */
const scopeOf = ({ scope, code }: PsaFailure): WriteTrouble['scope'] =>
  (scope === 'credential' && code !== 'PsaRightMissing') || code === 'PsaBusy' ? 'connection' : 'line';

export const notSent = (failure: PsaFailure): WriteTrouble => ({
  kind: 'not-sent',
  scope: scopeOf(failure),
  code: failure.code,
  detail: failure.detail,
  needsPerson: failure.scope === 'credential',
  retryAfterMs: failure.retryAfterMs,
});
