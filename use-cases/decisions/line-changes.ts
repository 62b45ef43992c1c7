import { type Message, message } from '../../messages/message.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { entryOf, type Kinds, type PsaDescription } from '../../domain/kinds.ts';
import type { Role } from '../../domain/roles.ts';
import { findIntegration, type Integration } from '../../db/integrations/integrations.ts';
import type { Queryable } from '../../db/model/database.ts';
import {
  integrationsOfLines,
  type LineToDecide,
  linesToDecide,
} from '../../db/usage/usage-lines-to-decide.ts';
import { anyOtherEnd } from '../../db/write-back/other-ends.ts';
import { chosenMethods } from '../../db/write-back/write-methods.ts';
import { withStaying } from '../../domain/comparison/billing-groups.ts';
import { decideUsageLine } from '../../domain/decisions/decide.ts';
import { createdChange } from '../../domain/decisions/decide-create.ts';
import { endedChange } from '../../domain/decisions/decide-end.ts';
import type {
  DecidedChange,
  DecisionFacts,
  DecisionOutcome,
  DecisionWish,
} from '../../domain/decisions/decision.ts';
import { isInsidePeriod } from '../../domain/decisions/last-billed-day.ts';
import { cautionsOf, newLineDraft } from '../../domain/decisions/new-line-draft.ts';
import { methodOfLine } from '../../domain/write-back/write-methods.ts';
import type { ShownRequest, WritePlan } from '../../domain/write-back/write-plan.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { rightsOfRoles } from './decide-usage-lines.ts';
import { decisionContext, factsOf } from './evaluate-decisions.ts';

/** A usage line for which a line may be created, or ended, as it is now. */
export interface ChangeableUsageLine {
  readonly key: IntegrationKey;
  readonly integration: Integration;
  readonly psa: PsaDescription;
  readonly line: LineToDecide;
  readonly facts: DecisionFacts;
}

/** @param purpose what is asked about */
export async function changeableUsageLine(
  db: Queryable,
  of: { readonly tenantId: string; readonly usageLineId: string; readonly role: Role },
  purpose: 'create' | 'end',
  kinds: Kinds,
  now: Date,
): Promise<ChangeableUsageLine | Rejected> {
  const { tenantId, usageLineId, role } = of;
  const integrationId = (await integrationsOfLines(db, tenantId, [usageLineId])).get(usageLineId);
  if (integrationId === undefined) return rejected('NotFound');
  const key = { tenantId, integrationId };
  const integration = await findIntegration(db, key);
  const line = (await linesToDecide(db, key, [usageLineId])).get(usageLineId);
  if (integration === null || line === undefined) return rejected('NotFound');
  const psa = entryOf(kinds.psas, integration.psa);
  const context = await decisionContext(db, key, withStaying(line.groupKey), now, {
    creating: purpose === 'create' ? [line.groupKey] : [],
    ending: purpose === 'end' ? [line.groupKey] : [],
    newLines: psa.newLines,
  });
  if (context === null) return rejected('NotFound');
  const { writeBackEnabled } = integration;
  const terms = { writeBackEnabled, ...rightsOfRoles([role]), selection: 'ticked' } as const;
  return { key, integration, psa, line, facts: factsOf(context, line, terms) };
}

/** What would be approved, and exactly what would be sent. */
export interface LineChangePreview {
  /** Null: it does not come to a change. */
  readonly change: DecidedChange | null;
  readonly sentence: Message;
  readonly cautions: readonly Message[];
  /** Null: it can be approved, or proposed. */
  readonly rejected: { readonly code: ErrorCode; readonly detail: Message } | null;
  readonly requests: readonly ShownRequest[];
}

/** Without storing anything. A reason, and the customer's name, are asked for when it is approved. */
export async function previewLineChange(
  db: Queryable,
  of: ChangeableUsageLine,
  wish: DecisionWish,
): Promise<LineChangePreview> {
  const { facts } = of;
  const given = { ...wish, reason: '…' };
  const drafted = draftOf(facts, given);
  const outcome = decideUsageLine(facts, withCustomer(facts, given));
  const { change } = drafted;
  const requests = change === null ? [] : of.psa.requestsOf(await planOf(db, of, change));
  const isExample = change?.change.kind === 'create-line' && requests.length > 0;
  return {
    change,
    sentence: sentenceOf(facts, change, wish.decision),
    cautions: [
      ...drafted.cautions,
      ...(isExample ? [message('decisions.create.marker-example')] : []),
      ...((await isFirstEnd(db, of, change)) ? [message('decisions.end.first-caution')] : []),
    ],
    rejected: rejectionOf(outcome),
    requests,
  };
}

/** Nothing has shown yet that lines can be ended, and no other end is to show it: others wait for this one (RULES 8). */
const isFirstEnd = async (
  db: Queryable,
  { key, integration }: ChangeableUsageLine,
  change: DecidedChange | null,
): Promise<boolean> =>
  change?.change.kind === 'end-line' &&
  integration.endRight !== 'proven' &&
  !(await anyOtherEnd(db, key, change.psaLineId));

const withCustomer = ({ ending }: DecisionFacts, wish: DecisionWish): DecisionWish =>
  wish.end === null || ending === null ? wish : { ...wish, end: { ...wish.end, customer: ending.customer } };

export function rejectionOf(outcome: DecisionOutcome): LineChangePreview['rejected'] {
  if (outcome.kind !== 'rejected') return null;
  const { code, detail } = outcome;
  return { code, detail: detail ?? message(`error.${code}`) };
}

function draftOf(
  facts: DecisionFacts,
  { newLine, end, reason }: DecisionWish,
): Pick<LineChangePreview, 'change' | 'cautions'> {
  const { creation, ending, today } = facts;
  if (newLine !== null && creation !== null && facts.line.kind === 'new') {
    const draft = newLineDraft(facts, creation, newLine);
    if ('kind' in draft) return { change: null, cautions: [] };
    const change = createdChange(facts, creation, draft, reason);
    return { change, cautions: cautionsOf(draft, creation, today) };
  }
  const change = end === null || ending === null ? null : endedChange(facts, ending, end, reason);
  if (change === null || 'kind' in change) return { change: null, cautions: [] };
  return { change, cautions: endCautions(facts, change) };
}

function endCautions(
  { changeable }: DecisionFacts,
  { change, psaLineId, whyLastDay }: DecidedChange,
): readonly Message[] {
  const target = changeable.get(psaLineId)?.billingTarget;
  if (change.kind !== 'end-line' || target === undefined) return [];
  const day = change.lastBilledDay;
  return [
    // The reason of the suggested day is next to it.
    ...(whyLastDay?.id === 'decisions.end.why-chosen' ? [whyLastDay] : []),
    ...(isInsidePeriod(day, target) ? [message('decisions.end.inside-period-caution', { day })] : []),
  ];
}

/** What a button says. */
export function sentenceOf(
  { ownCurrency }: Pick<DecisionFacts, 'ownCurrency'>,
  change: DecidedChange | null,
  decision: DecisionWish['decision'],
): Message {
  if (change === null) return message(decision === 'end' ? 'decisions.end.none' : 'decisions.create.none');
  const { change: made, psaLineId, agreementId, productIdentifier, after, newLine, currency } = change;
  if (made.kind === 'create-line' && newLine !== undefined)
    return message('decisions.create.sentence', {
      units: after,
      item: productIdentifier ?? made.line.productId,
      where: agreementId,
      price: { amount: newLine.price, currency: currency === 'XXX' ? ownCurrency : currency },
      day: made.line.firstBilledDay,
    });
  if (made.kind !== 'end-line') throw new Error('neither a line to be created nor one to be ended');
  return message('decisions.end.sentence', { line: psaLineId, day: made.lastBilledDay });
}

/** What would be sent: with the method that is chosen, or the usual one. */
async function planOf(
  db: Queryable,
  { key, psa, facts }: ChangeableUsageLine,
  { change, psaLineId, agreementId, productIdentifier, before, after }: DecidedChange,
): Promise<WritePlan> {
  const choices = psa.writeChoices ?? [];
  const chosen = await chosenMethods(db, key);
  const { companyId } = facts.line;
  if (companyId === null) throw new Error('a change of a line without a company');
  if (change.kind === 'create-line') {
    const choice = choices.find(({ of }) => of === 'create-line');
    const method = choice === undefined ? null : (chosen.get(choice.id)?.method ?? choice.methods[0]?.id);
    const { line } = change;
    const alone = { document: null, method: method ?? null };
    return {
      kind: 'create-line',
      ...{ agreementId, companyId, line, productIdentifier },
      ...{ units: after, marker: psaLineId, ...alone },
    };
  }
  if (change.kind !== 'end-line') throw new Error('neither a line to be created nor one to be ended');
  const psaLine = facts.ending?.lines.get(psaLineId);
  const way = psaLine === undefined ? null : methodOfLine(choices, chosen, psaLine, false);
  return {
    ...change,
    ref: { agreementId, lineId: psaLineId },
    before,
    lastUpdated: null,
    document: null,
    method: way?.kind === 'method' ? way.method : null,
  };
}
