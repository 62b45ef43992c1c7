import { notConfirmed } from '../../../domain/currency.ts';
import { billableOf } from '../../../domain/usage/composition.ts';
import { noCreation } from '../../../domain/decisions/decide-create.ts';
import { endFactsOf, lineRejection, noEnd, suggestedEnd } from '../../../domain/decisions/decide-end.ts';
import type { DecisionFacts, DecisionRejected } from '../../../domain/decisions/decision.ts';
import { daysOf } from '../../../domain/decisions/new-line-draft.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import {
  type ChangeableUsageLine,
  type LineChangePreview,
  rejectionOf,
} from '../../../use-cases/decisions/line-changes.ts';
import { messageWire } from '../../rendering.ts';

/** Messages that an answer holds, so that the names they refer to are read before it is rendered. */
export function messagesOf(wire: (render: Renderer) => unknown): readonly Message[] {
  const found: Message[] = [];
  wire((one) => {
    // Only messages of the catalog are rendered here.
    found.push(one as Message);
    return '';
  });
  return found;
}

const rejectedWire = (rejected: DecisionRejected | null, render: Renderer) => {
  const said = rejected === null ? null : rejectionOf(rejected);
  return said === null ? null : messageWire(render, said.detail);
};

/** In progress or in conflict, nothing else is decided about a line. */
function underWay({ liveState, openConflict, timeZoneKnown }: DecisionFacts): DecisionRejected | null {
  const rejected = (code: DecisionRejected['code'], detail: Message): DecisionRejected => ({
    kind: 'rejected',
    code,
    detail,
  });
  if (!timeZoneKnown) return rejected('TimeZoneUnknown', message('decisions.time-zone-unknown'));
  if (liveState === 'sending' || liveState === 'unknown')
    return rejected('WriteInFlight', message('decisions.change-in-flight', { state: liveState }));
  return openConflict ? rejected('WriteConflictOpen', message('decisions.conflict-open')) : null;
}

/** What a line can be created of. */
export const lineToCreateOf =
  ({ line, psa, facts }: ChangeableUsageLine) =>
  (render: Renderer) => {
    const { creation, today } = facts;
    return {
      lineVersion: line.version,
      customer: line.label,
      units: billableOf(facts.line),
      rejected: rejectedWire(underWay(facts) ?? noCreation(facts), render),
      agreements: (creation?.agreements ?? []).map((offered) => {
        const { agreement, currency, target } = offered;
        const days = creation === null ? [] : daysOf(offered, creation, today);
        const none = 'length' in days ? null : days;
        return {
          id: agreement.id,
          name: agreement.name,
          typeName: agreement.typeName,
          currency: currency === notConfirmed ? null : currency,
          nextInvoiceDate: target.nextInvoiceDate,
          rejected: none === null ? null : messageWire(render, none),
          firstBilledDays: ('length' in days ? days : []).map(({ day, note }) => ({
            day,
            note: note === null ? null : messageWire(render, note),
          })),
        };
      }),
      products: (creation?.products ?? []).map(({ id, identifier, description, price }) => ({
        id,
        identifier,
        description,
        unitPrice: price,
      })),
      offers: {
        price: psa.newLines.price,
        billingOptions: [...psa.newLines.billingOptions],
        taxable: psa.newLines.taxable,
        invoiceTextMax: psa.newLines.invoiceTextMax,
      },
    };
  };

/** The lines of a usage line that can be ended, and those that cannot with the reason. */
export const linesToEndOf =
  ({ line, facts }: ChangeableUsageLine) =>
  (render: Renderer) => ({
    lineVersion: line.version,
    customer: facts.ending?.customer ?? line.label,
    rejected: rejectedWire(underWay(facts) ?? noEnd(facts), render),
    lines: facts.line.lines.flatMap((source) => {
      const { psaLineId } = source;
      const target = facts.changeable.get(psaLineId);
      const of = facts.ending === null ? undefined : endFactsOf(facts, facts.ending, psaLineId);
      if (of === undefined || target === undefined) return [];
      const ends = suggestedEnd(facts, of);
      const rejected = rejectedWire(lineRejection(facts, psaLineId, ends), render);
      const { currency, effectPerMonth } = target.effectOfEnd();
      return {
        psaLineId,
        agreementName: source.agreementName,
        productIdentifier: source.productIdentifier,
        description: source.description ?? null,
        units: source.quantity,
        perMonth: effectPerMonth,
        currency: currency === notConfirmed ? null : currency,
        lastBilledDay: ends.kind === 'day' ? ends.day : null,
        earliest: ends.kind === 'day' ? ends.earliest : null,
        why: messageWire(render, whyOf(ends)),
        rejected,
      };
    }),
  });

function whyOf(ends: ReturnType<typeof suggestedEnd>): Message {
  if (ends.kind === 'day') return ends.why;
  return ends.kind === 'cannot' ? ends.reason : message('decisions.billing-target-not-set');
}

export const previewWire =
  ({ change, sentence, cautions, rejected, requests }: LineChangePreview) =>
  (render: Renderer) => ({
    sentence: messageWire(render, sentence),
    before: change?.before ?? '0',
    after: change?.after ?? '0',
    perMonth: change?.effectPerMonth ?? null,
    currency: change === null || change.currency === notConfirmed ? null : change.currency,
    cautions: cautions.map((caution) => messageWire(render, caution)),
    rejected: rejected === null ? null : messageWire(render, rejected.detail),
    code: rejected?.code ?? null,
    requests: requests.map(({ method, path, body, note }) => ({
      method,
      path,
      body,
      note: note === null ? null : messageWire(render, note),
    })),
  });
