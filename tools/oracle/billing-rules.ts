import { isDeepStrictEqual } from 'node:util';
import type { BillingRule, RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import type { LineFact, OracleFacts, RuleVersionFact } from './facts.ts';
import { type Violation, type ViolationKind, violationFor } from './violation.ts';

/** Billing rules from their rows and the audit, by an evaluation that shares nothing with the product's (RULES 13). */

type Rule = Pick<BillingRule, 'id' | 'version' | 'scope' | 'terms' | 'from' | 'to'>;

/** IDs that a scope can name; null: nothing in common. */
export interface RuleSubject {
  /** The line, then those that it continues. */
  readonly lines: readonly string[];
  readonly customer: string | null;
  readonly 'agreement-type': string | null;
  readonly product: string | null;
}

const specific = ['customer', 'agreement-type', 'product'] as const;

/** The rule of a day; null: none. */
export function ruleFor<R extends Rule>(rules: readonly R[], subject: RuleSubject, day: string): R | null {
  const onDay = rules.filter(({ from, to }) => day >= from && (to === null || day <= to));
  for (const line of subject.lines) {
    const found = onDay.find(({ scope }) => scope.kind === 'line' && scope.id === line);
    if (found !== undefined) return found;
  }
  for (const kind of specific) {
    const found = onDay.find(({ scope }) => scope.kind === kind && scope.id === subject[kind]);
    if (found !== undefined) return found;
  }
  return onDay.find(({ scope }) => scope.kind === 'everything') ?? null;
}

type Accounts = readonly { readonly byStatus: Readonly<Record<string, number>> | null }[];

/** What is billed for the seats of these accounts; null: one was not counted, and the quantity is not fixed. */
export function unitsFor(terms: RuleTerms | null, accounts: Accounts, day: string): number | null {
  const isCounted = accounts.every(({ byStatus }) => byStatus !== null);
  if (!isCounted && terms?.fixed === undefined) return null;
  const unbilled = new Set(terms?.excludeStatuses);
  const seats = accounts
    .flatMap(({ byStatus }) => Object.entries(byStatus ?? {}))
    .reduce((sum, [status, users]) => (unbilled.has(status) ? sum : sum + users), 0);
  if (terms === null) return seats;
  if (terms.doNotBill !== undefined) return 0;
  const { commitment, fixed } = terms;
  const units = fixed === undefined ? counted(terms, seats) : fixed.units;
  return commitment !== undefined && day < commitment.decreaseFrom
    ? Math.max(commitment.units, units)
    : units;
}

function counted({ free, ratio, minimum, maximum }: RuleTerms, seats: number): number {
  const paid = free === undefined ? seats : seats <= free ? 0 : seats - free;
  const packs = ratio === undefined ? paid : packsOf(paid, ratio);
  const atLeast = minimum !== undefined && packs < minimum ? minimum : packs;
  return maximum !== undefined && atLeast > maximum ? maximum : atLeast;
}

/** In whole numbers alone. */
function packsOf(seats: number, { per, round }: NonNullable<RuleTerms['ratio']>): number {
  const rest = seats % per;
  const full = (seats - rest) / per;
  const begun = { up: rest > 0, nearest: rest * 2 >= per, down: false }[round];
  return begun ? full + 1 : full;
}

const isSame = (a: Pick<Rule, 'id' | 'version'> | null, b: Pick<Rule, 'id' | 'version'> | null): boolean =>
  a?.id === b?.id && a?.version === b?.version;

/** In whatever version. */
const hasSameTerms = (a: Pick<Rule, 'id' | 'terms'> | null, b: Pick<Rule, 'id' | 'terms'> | null): boolean =>
  a?.id === b?.id && isDeepStrictEqual(a?.terms, b?.terms);

const shown = (rule: Pick<Rule, 'id' | 'version'> | null): string =>
  rule === null ? 'no rule' : `rule ${rule.id}, version ${rule.version},`;

/** Versions in force before that row of the audit; those that it does not know were there from the beginning. */
function rulesAt({ rules, ruleChanges }: OracleFacts, integrationId: string, seq: number): readonly Rule[] {
  const madeAt = (rule: RuleVersionFact): number =>
    ruleChanges.find(({ id, version }) => id === rule.id && version === rule.version)?.seq ?? 0;
  const newest = new Map<string, RuleVersionFact>();
  for (const rule of rules) {
    const known = newest.get(rule.id);
    const counts = rule.integrationId === integrationId && madeAt(rule) < seq;
    if (counts && (known === undefined || known.version < rule.version)) newest.set(rule.id, rule);
  }
  return [...newest.values()];
}

/** What the rule of an approval is evaluated on. */
interface ApprovedUnder {
  readonly subject: RuleSubject;
  /** The first that its change bills. */
  readonly day: string;
}

function approvedUnder({ bound }: OracleFacts, line: LineFact): ApprovedUnder | null {
  const of = bound.get(line.id);
  const day = firstDay(line);
  if (of === undefined || day === null) return null;
  const shownAs = line.composed.lines.find(({ psaLineId }) => psaLineId === line.psaLineId);
  const subject = {
    lines: [line.psaLineId, ...(shownAs?.continues ?? [])],
    customer: line.companyId,
    'agreement-type': of.typeId ?? 'none',
    product: of.productId,
  };
  return { subject, day };
}

function firstDay({ billingTarget, period, composed }: LineFact): string | null {
  const day = billingTarget === 'invoice-after' ? period?.ends : period?.begins;
  return day ?? composed.rule?.day ?? null;
}

const isDecided = ({ decision }: LineFact): boolean => decision === 'approve' || decision === 'adjust';

/**
 * Units that the change was to bill, by the rows as they were when it was approved; null: it follows no count, or what it
 * stands on is not known.
 */
export function unitsApproved(facts: OracleFacts, line: LineFact): number | null {
  const under = approvedUnder(facts, line);
  const approved = approvalOf(facts, line);
  if (line.decision !== 'approve' || under === null || approved === null) return null;
  const rule = ruleFor(rulesAt(facts, line.integrationId, approved), under.subject, under.day);
  return rule === null ? line.countOn : unitsFor(rule.terms, line.composed.accounts, under.day);
}

/** Its row in the audit; null: there is none, which is told elsewhere. */
const approvalOf = ({ audit }: OracleFacts, { id }: LineFact): number | null =>
  audit.find(({ action, detail }) => action.startsWith('usage-line.') && detail['approvalLineId'] === id)
    ?.seq ?? null;

/**
 * Every decided change was approved under the rule of its first day. It was sent, or still waits, while that rule applied
 * with the same terms.
 */
export function evaluateRules(facts: OracleFacts): readonly Violation[] {
  return facts.lines.filter(isDecided).flatMap((line) => {
    const under = approvedUnder(facts, line);
    if (under === null) return [];
    const applied = line.composed.rule?.applied ?? null;
    const at = (seq: number) => ruleFor(rulesAt(facts, line.integrationId, seq), under.subject, under.day);
    const found: Violation[] = [];
    const compare = (kind: ViolationKind, seq: number, what: string): void => {
      const rule = at(seq);
      const applies = kind === 'another-rule' ? isSame(rule, applied) : hasSameTerms(rule, applied);
      if (!applies)
        found.push(violationFor(kind, line, `${what} under ${shown(applied)} while ${shown(rule)} applied`));
    };
    const approved = approvalOf(facts, line);
    if (approved !== null) compare('another-rule', approved, 'approved');
    for (const { seq } of sendingsOf(facts, line)) compare('sent-under-former-rule', seq, 'sent');
    if (line.state === 'queued') compare('former-rule', Number.POSITIVE_INFINITY, 'waits');
    return [...found, ...evaluateUnits(line)];
  });
}

const sendingsOf = ({ audit }: OracleFacts, { id }: LineFact): OracleFacts['audit'] =>
  audit.filter(
    ({ action, objectId }) =>
      objectId === id && (action === 'write-back.sending' || action === 'write-back.sending-again'),
  );

function evaluateUnits(line: LineFact): readonly Violation[] {
  const { rule, accounts } = line.composed;
  if (rule?.applied == null) return [];
  const units = unitsFor(rule.applied.terms, accounts, rule.day);
  if (units === null || units === rule.applied.units) return [];
  const words = `${String(rule.applied.units)} units were shown, the terms give ${units}`;
  return [violationFor('other-units', line, words)];
}
