import { asWritten, type Message, message } from '../../messages/message.ts';
import type { Actor } from '../keys.ts';
import type { Instant } from '../quantity.ts';
import { billingWays } from '../usage/billing-target.ts';
import { accountMarks, includedAnswers } from '../usage/composition.ts';
import { checkNames } from '../usage/line-flags.ts';
import { lineRoles } from '../usage/line-roles.ts';

/** What a person decided on a day of the month. */
export interface MonthDecision {
  readonly at: Instant;
  /** As the audit names it: `usage-line.approved`. */
  readonly action: string;
  readonly by: Actor;
  readonly byName: string | null;
  /** The line, account, product, or type of agreement; of a PSA line its customer. */
  readonly label: string | null;
  /** Details of the decision; `null` when the action says everything. */
  readonly detail: Message | null;
  readonly reason: string | null;
}

/** An entry of the audit with the names of what its detail names by ID; null: not known. */
export interface DecidedEntry {
  readonly action: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly names: {
    readonly account: string | null;
    readonly company: string | null;
    readonly product: string | null;
  };
  /** The decision in words; null: its other details say it. */
  readonly summary: Message | null;
}

/** Returns what a decision was about, and its details. A detail that this version does not know is left out. */
export function decidedOn({
  action,
  objectId,
  detail,
  names,
  summary,
}: DecidedEntry): Pick<MonthDecision, 'label' | 'detail' | 'reason'> {
  const said = (name: string): string | null => {
    const value = detail[name];
    return typeof value === 'string' ? value : null;
  };
  const one = <T extends string>(of: readonly T[], name: string): T | undefined =>
    of.find((known) => known === detail[name]);
  const reason = said('reason');
  const customer = names.company ?? said('companyId');
  switch (action) {
    case 'mapping.give-role': {
      const role = one(lineRoles, 'role');
      const words = role === undefined ? null : message(`tables.role.${role}`);
      const what = words === null ? null : message('reports.decided.role', { line: objectId, role: words });
      return { label: customer, detail: what, reason };
    }
    case 'mapping.answer-included': {
      const [answer, quantity] = [one(includedAnswers, 'answer'), said('lessIncluded')];
      const what =
        answer === undefined || quantity === null
          ? null
          : message('reports.decided.included', { line: objectId, quantity, answer });
      return { label: customer, detail: what, reason };
    }
    case 'mapping.map-account':
    case 'mapping.unmap-account':
    case 'mapping.reject-suggestion':
      return {
        label: names.account ?? objectId,
        detail: customer === null ? null : asWritten(customer),
        reason,
      };
    case 'mapping.mark-account': {
      const what = message('reports.decided.mark', { mark: one(accountMarks, 'mark') ?? 'none' });
      return { label: names.account ?? objectId, detail: what, reason };
    }
    case 'mapping.exclude-account':
    case 'mapping.include-account':
    case 'mapping.acknowledge-cause':
      return { label: names.account ?? objectId, detail: null, reason };
    case 'mapping.map-product':
    case 'mapping.unmap-product':
      return { label: names.product ?? objectId, detail: null, reason };
    case 'billing-target.set': {
      const what = message('reports.decided.bills', { answer: one(billingWays, 'after') ?? 'none' });
      return { label: said('name') ?? objectId, detail: what, reason };
    }
    case 'billing-rule.added':
    case 'billing-rule.corrected':
    case 'billing-rule.ended':
    case 'billing-rule.imported':
      return { label: customer ?? said('label'), detail: summary, reason };
    case 'usage-line.overridden': {
      const checks = checkNames.filter((name) => listOf(detail['checks']).includes(name));
      const all = checks.map((name) => message(`tables.check.${name}`));
      return {
        label: said('label'),
        detail: all.length === 0 ? null : message('tables.all', { all }),
        reason,
      };
    }
    default:
      return { label: said('label'), detail: null, reason };
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
