import { canonicalJson } from '../canonical-json.ts';
import type { Day } from '../quantity.ts';

/** What a rule is for, the most specific first: the first that matches applies alone (RULES 13). */
export const ruleScopes = ['line', 'customer', 'agreement-type', 'product', 'everything'] as const;
export type RuleScopeKind = (typeof ruleScopes)[number];

/** `id`: the PSA's own, of the line, company, agreement type (`none`: agreements without one) or product. */
export type RuleScope =
  | { readonly kind: Exclude<RuleScopeKind, 'everything'>; readonly id: string }
  | { readonly kind: 'everything' };

export const ratioRoundings = ['up', 'nearest', 'down'] as const;
export type RatioRounding = (typeof ratioRoundings)[number];

/** What a contract says, in the order in which it applies (RULES 13). Units are whole; an absent term changes nothing. */
export interface RuleTerms {
  /** In the vendor's own words; beyond those that take no seat anyway. */
  readonly excludeStatuses?: readonly string[];
  readonly free?: number;
  /** One unit for each `per` seats; `nearest` rounds half up. */
  readonly ratio?: { readonly per: number; readonly round: RatioRounding };
  readonly minimum?: number;
  readonly maximum?: number;
  /** Instead of all above. `flat`: a flat price, not a price for each seat. */
  readonly fixed?: { readonly units: number; readonly flat?: true };
  /** Not below `units` on any day before `decreaseFrom`. */
  readonly commitment?: { readonly units: number; readonly decreaseFrom: Day };
  readonly doNotBill?: { readonly reason: string };
}

/** Whole days in the billing time zone, both included; `to` null: until it is ended. */
export interface Validity {
  readonly from: Day;
  readonly to: Day | null;
}

/** The version of a rule that is in force. */
export interface BillingRule extends Validity {
  /** The same in all its versions. */
  readonly id: string;
  /** From 1. */
  readonly version: number;
  readonly scope: RuleScope;
  readonly terms: RuleTerms;
  /** Where the contract says so: "MSA 2025-114, section 3". */
  readonly source: string;
  /** An approver confirmed that it applies together with included units or a minimum in the PSA. */
  readonly withPsaTerms?: true;
}

type Version = Pick<BillingRule, 'id' | 'version'>;

/** Null: no rule. */
export const isSameRule = (a: Version | null, b: Version | null): boolean =>
  a?.id === b?.id && a?.version === b?.version;

/** What an approval binds of a rule (RULES 13): every version with the same terms bills the same. */
export type BoundRule = Pick<BillingRule, 'id' | 'terms'>;

/** Null: no rule. */
export const hasSameTerms = (a: BoundRule | null, b: BoundRule | null): boolean =>
  a?.id === b?.id && canonicalJson(a?.terms) === canonicalJson(b?.terms);

export const isValidOn = ({ from, to }: Validity, day: Day): boolean =>
  from <= day && (to === null || day <= to);

export const isSameScope = (a: RuleScope, b: RuleScope): boolean => scopeKey(a) === scopeKey(b);

/** Text that two scopes share only if they are the same. */
export const scopeKey = (scope: RuleScope): string =>
  scope.kind === 'everything' ? scope.kind : `${scope.kind}:${scope.id}`;

/** A validity whose end is before its beginning holds on no day: the rule was withdrawn. */
const holdsOnSomeDay = ({ from, to }: Validity): boolean => to === null || from <= to;

/** Are there days on which both are valid? */
export const overlaps = (a: Validity, b: Validity): boolean =>
  holdsOnSomeDay(a) &&
  holdsOnSomeDay(b) &&
  (b.to === null || a.from <= b.to) &&
  (a.to === null || b.from <= a.to);

/** What makes a version of a rule: nothing else changes one. */
export const ruleChanges = ['added', 'corrected', 'ended'] as const;
export type RuleChangeKind = (typeof ruleChanges)[number];
