import type { Message } from '../../messages/message.ts';
import type { DecimalText } from '../quantity.ts';
import type {
  AccountMapping,
  AccountMark,
  IncludedAnswer,
  IncludedChoice,
  AccountKind,
} from '../usage/composition.ts';
import type { LineRole } from '../usage/line-roles.ts';

/**
 * Mapping decisions and what they change (architecture.md 7, row "map"; RULES 4, 10, 11). One decision per item; an
 * item that is rejected leaves the others of its command alone.
 */
export type MappingDecision = AccountDecision | ServiceDecision | LineDecision | IncludedDecision;

export const accountActions = [
  'map',
  'unmap',
  'exclude',
  'include',
  'mark',
  'acknowledge',
  'reject',
] as const;
export type AccountAction = (typeof accountActions)[number];

export const serviceActions = ['map', 'unmap'] as const;
export type ServiceAction = (typeof serviceActions)[number];

export interface AccountDecision {
  readonly kind: 'account';
  /** Our id of the vendor account. */
  readonly vendorId: string;
  readonly action: AccountAction;
  /** The PSA's company id: for `map` and `reject`. */
  readonly psaId?: string | undefined;
  /** For `mark`; null takes the mark away. */
  readonly mark?: AccountMark | null | undefined;
  /** Required for `exclude`. */
  readonly reason?: string | undefined;
}

export interface ServiceDecision {
  readonly kind: 'service';
  /** Our id of the vendor service. */
  readonly vendorId: string;
  readonly action: ServiceAction;
  /** The PSA's product id. */
  readonly psaId: string;
}

export interface LineDecision {
  readonly kind: 'line';
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly psaLineId: string;
  readonly action: LineRole;
  /** Required for `other-purpose` and `duplicate`. */
  readonly reason?: string | undefined;
}

/** What the free units of a line are (RULES 9). */
export interface IncludedDecision {
  readonly kind: 'included';
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly psaLineId: string;
  /** The free units that were looked at. */
  readonly lessIncluded: DecimalText;
  readonly action: IncludedAnswer;
  readonly reason: string;
}

export type DecisionRejectionCode =
  | 'AccountUnknown'
  | 'AccountGone'
  | 'AccountExcluded'
  | 'CompanyRequired'
  | 'CompanyUnknown'
  | 'CompanyInRecycleBin'
  | 'SplitNotAvailable'
  | 'ReasonRequired'
  | 'MarkRequired'
  | 'NothingToAcknowledge'
  | 'CauseNotPermanent'
  | 'ServiceUnknown'
  | 'ProductUnknown'
  | 'ProductInactive'
  | 'ProductIsBundle'
  | 'ProductMappedElsewhere'
  | 'LineUnknown'
  | 'LineNotInGroup'
  | 'LineQuantityUnknown'
  | 'NothingIncluded'
  | 'IncludedChanged'
  | 'TargetWouldBeZero'
  | 'DuplicateIsTarget';

/** One row to write. Applying a change that is already there is harmless. */
export type MappingChange =
  | { readonly change: 'map-account'; readonly accountId: string; readonly companyId: string }
  | { readonly change: 'unmap-account'; readonly accountId: string; readonly companyId: string }
  | { readonly change: 'exclude-account'; readonly accountId: string; readonly reason: string }
  | { readonly change: 'include-account'; readonly accountId: string }
  | {
      readonly change: 'mark-account';
      readonly accountId: string;
      readonly mark: AccountMark | null;
      readonly reason: string | null;
    }
  | {
      readonly change: 'acknowledge-cause';
      readonly accountId: string;
      readonly code: string;
      readonly reason: string | null;
    }
  | { readonly change: 'reject-suggestion'; readonly accountId: string; readonly companyId: string }
  | { readonly change: 'map-product'; readonly vendorServiceId: string; readonly productId: string }
  | { readonly change: 'unmap-product'; readonly vendorServiceId: string; readonly productId: string }
  | {
      readonly change: 'give-role';
      readonly companyId: string;
      readonly vendorServiceId: string;
      readonly psaLineId: string;
      readonly role: LineRole;
      readonly reason: string | null;
    }
  | ({ readonly change: 'answer-included' } & IncludedChoice);

export type DecisionResult =
  | {
      readonly ok: true;
      /** Empty: it was so already. In the order to apply them. */
      readonly changes: readonly MappingChange[];
      /** For the person: "Add to the same line? 26 + 19 = 45". */
      readonly warnings: readonly Message[];
    }
  | { readonly ok: false; readonly code: DecisionRejectionCode; readonly detail: Message };

export const accepted = (
  changes: readonly MappingChange[],
  warnings: readonly Message[] = [],
): DecisionResult => ({
  ok: true,
  changes,
  warnings,
});

export const rejected = (code: DecisionRejectionCode, detail: Message): DecisionResult => ({
  ok: false,
  code,
  detail,
});

/** A reason people gave, or null when there is none worth the name. */
export function givenReason(reason: string | undefined): string | null {
  const text = reason?.trim() ?? '';
  return text === '' ? null : text;
}

/** The account a decision is about, as the rows say now. */
export interface DecidedAccount {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  /** The vendor no longer lists it. */
  readonly gone: boolean;
  readonly mark: AccountMark | null;
  readonly mapping: AccountMapping;
  /** Seats of the last complete count. */
  readonly seats: number | null;
  /** Why its newest read did not count; null when it counted or was never tried. */
  readonly failure: { readonly code: string; readonly permanent: boolean } | null;
}

export interface DecidedCompany {
  readonly id: string;
  readonly name: string;
  readonly deleted: boolean;
}

/** The facts an account decision is evaluated by; null where no row has that id. */
export interface AccountDecisionFacts {
  readonly account: DecidedAccount | null;
  /** The company of `psaId`. */
  readonly company: DecidedCompany | null;
  /** Other accounts mapped to that company. */
  readonly alreadyOnCompany: readonly { readonly name: string; readonly seats: number | null }[];
}
