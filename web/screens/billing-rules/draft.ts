import { ratioRoundings } from '../../../contracts/api/billing-rules.ts';
import type { Change, RuleDetail, Scope, Terms } from '../../api/billing-rules.ts';

/** A rule as it is typed: fields are text; an empty one is an absent term. */
export interface RuleDraft {
  readonly scope: Scope | null;
  readonly excludeStatuses: readonly string[];
  readonly free: string;
  readonly per: string;
  readonly round: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly fixed: string;
  readonly flat: boolean;
  readonly committed: string;
  readonly decreaseFrom: string;
  readonly notBilled: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
}

export const emptyDraft: RuleDraft = {
  scope: null,
  excludeStatuses: [],
  free: '',
  per: '',
  round: 'up',
  minimum: '',
  maximum: '',
  fixed: '',
  flat: false,
  committed: '',
  decreaseFrom: '',
  notBilled: '',
  source: '',
  from: '',
  to: '',
};

const typed = (units: number | undefined): string => (units === undefined ? '' : String(units));

export const draftOfTerms = (terms: Terms): Partial<RuleDraft> => ({
  excludeStatuses: terms.excludeStatuses ?? [],
  free: typed(terms.free),
  per: typed(terms.ratio?.per),
  round: terms.ratio?.round ?? 'up',
  minimum: typed(terms.minimum),
  maximum: typed(terms.maximum),
  fixed: typed(terms.fixed?.units),
  flat: terms.fixed?.flat === true,
  committed: typed(terms.commitment?.units),
  decreaseFrom: terms.commitment?.decreaseFrom ?? '',
  notBilled: terms.doNotBill?.reason ?? '',
});

export const draftOfRule = ({ scope, terms, source, from, to }: RuleDetail): RuleDraft => ({
  ...emptyDraft,
  ...draftOfTerms(terms),
  scope,
  source,
  from,
  to: to ?? '',
});

const units = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text.trim()));

/** The terms of a draft whose fields are all right ({@link whatIsMissing}). */
export function termsOf(draft: RuleDraft): Terms {
  const [free, per, minimum, maximum, fixed, committed] = [
    draft.free,
    draft.per,
    draft.minimum,
    draft.maximum,
    draft.fixed,
    draft.committed,
  ].map(units);
  const reason = draft.notBilled.trim();
  const round = ratioRoundings.find((one) => one === draft.round) ?? 'up';
  return {
    ...(draft.excludeStatuses.length === 0 ? {} : { excludeStatuses: [...draft.excludeStatuses] }),
    ...(free === undefined ? {} : { free }),
    ...(per === undefined ? {} : { ratio: { per, round } }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(fixed === undefined
      ? {}
      : { fixed: { units: fixed, ...(draft.flat ? { flat: true as const } : {}) } }),
    ...(committed === undefined || draft.decreaseFrom === ''
      ? {}
      : { commitment: { units: committed, decreaseFrom: draft.decreaseFrom } }),
    ...(reason === '' ? {} : { doNotBill: { reason } }),
  };
}

const numbers = ['free', 'per', 'minimum', 'maximum', 'fixed', 'committed'] as const;
export type NumberField = (typeof numbers)[number];

/** Units are whole and at most a million; a pack has at least one seat. */
export function isWrongNumber(field: NumberField, draft: RuleDraft): boolean {
  const value = draft[field].trim();
  if (value === '') return false;
  return !/^\d{1,7}$/u.test(value) || Number(value) > 1_000_000 || (field === 'per' && Number(value) === 0);
}

export type Missing = 'scope' | 'number' | 'limits' | 'commitment' | 'terms' | 'source' | 'from' | 'to';

/** The first thing that keeps a draft from being looked at; null: nothing. */
export function whatIsMissing(draft: RuleDraft): Missing | null {
  const { scope, minimum, maximum, committed, decreaseFrom, source, from, to } = draft;
  if (scope === null) return 'scope';
  if (numbers.some((field) => isWrongNumber(field, draft))) return 'number';
  const [least, most] = [units(minimum), units(maximum)];
  if (least !== undefined && most !== undefined && least > most) return 'limits';
  if ((committed.trim() === '') !== (decreaseFrom === '')) return 'commitment';
  if (Object.keys(termsOf(draft)).length === 0) return 'terms';
  if (source.trim() === '') return 'source';
  if (from === '') return 'from';
  return to !== '' && to < from ? 'to' : null;
}

/** What is sent for a draft without anything missing. @param corrected the version that was looked at; absent: a new rule */
export function changeOf(
  draft: RuleDraft,
  withPsaTerms: boolean,
  corrected?: Pick<RuleDetail, 'id' | 'version'>,
): Change | null {
  const { scope, source, from, to } = draft;
  if (scope === null) return null;
  const rule = {
    scope,
    terms: termsOf(draft),
    source: source.trim(),
    from,
    to: to === '' ? null : to,
    ...(withPsaTerms ? { withPsaTerms: true as const } : {}),
  };
  return corrected === undefined
    ? { change: 'add', rule }
    : { change: 'correct', id: corrected.id, version: corrected.version, rule };
}
