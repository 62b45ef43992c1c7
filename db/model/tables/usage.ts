import type { ColumnType, Generated } from 'kysely';
import type { RuleChangeKind, RuleScopeKind, RuleTerms } from '../../../domain/billing-rules/billing-rule.ts';
import type { Actor } from '../../../domain/keys.ts';
import type { ComposedLine, SeatDrop, LineSource } from '../../../domain/usage/composition.ts';
import type { OverridableCheck, UsageLineFlag } from '../../../domain/usage/line-flags.ts';
import type { UsageLineKind } from '../../../domain/usage/line-kinds.ts';
import type { LineNeed } from '../../../domain/usage/needs.ts';
import type { SourceKind } from '../../../domain/comparison/line-sources.ts';
import type { CompositionBasis } from '../../../domain/usage/composition-basis.ts';
import type { PaperSize } from '../../../domain/msp.ts';
import type { ClosingFacts } from '../../../domain/months/closing-facts.ts';
import type { InvoiceComparison } from '../../../domain/months/invoice-comparison.ts';
import type { MonthChange, MonthFigures } from '../../../domain/months/month-report.ts';
import type { ControlTotals } from '../../../domain/comparison/control-totals.ts';
import type { IgnoredLine } from '../../../domain/usage/total-parts.ts';
import type { DecisionState } from '../../../domain/states.ts';
import type { MonthMargin } from '../../../domain/months/month-margin.ts';
import type { MonthLine } from '../../../domain/months/review-month.ts';
import type { NewLineWish } from '../../../domain/decisions/decision.ts';
import type { StoredState } from '../../../domain/decisions/decision-status.ts';
import type { BillingTarget } from '../../../domain/usage/billing-target.ts';
import type {
  Json,
  Stored,
  StoredWithDefault,
  StoredOrNull,
  Bytes,
  BytesOrNull,
  JsonWithDefault,
  Timestamp,
  Numeric,
  NullableTimestamp,
  NullableNumeric,
  TimestampWithDefault,
} from './columns.ts';

/** One version of a billing rule (RULES 13). */
export interface BillingRuleTable {
  tenantId: string;
  integrationId: string;
  id: string;
  version: number;
  scopeKind: RuleScopeKind;
  scopeId: string | null;
  terms: Json<RuleTerms>;
  source: string;
  validFrom: string;
  validTo: string | null;
  withPsaTerms: Generated<boolean>;
  change: RuleChangeKind;
  reason: string;
  actor: Json<Actor>;
  madeAt: Timestamp;
  replacedAt: NullableTimestamp;
}

export interface UsageLineTable {
  tenantId: string;
  id: string;
  integrationId: string;
  groupKey: string;
  vendorServiceId: string;
  companyId: string | null;
  vendorAccountId: string | null;
  label: string;
  kind: UsageLineKind;
  flags: JsonWithDefault<readonly UsageLineFlag[]>;
  decision: Generated<DecisionState>;
  need: LineNeed | null;
  version: Generated<number>;
  vendorQuantity: number | null;
  psaQuantity: NullableNumeric;
  variance: NullableNumeric;
  effectPerInvoice: NullableNumeric;
  effectPerMonth: NullableNumeric;
  currency: string | null;
  atRiskPerMonth: NullableNumeric;
  kindSince: NullableTimestamp;
  composed: Stored<ComposedLine>;
  fall: StoredOrNull<SeatDrop>;
  syncRunId: string | null;
  composedAt: Timestamp;
  changedAt: Timestamp;
  form: Generated<number>;
}

export interface UsageLineSourceTable {
  tenantId: string;
  usageLineId: string;
  integrationId: string;
  kind: SourceKind;
  sourceId: string;
}

export interface UsageLineHistoryTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  version: number;
  usageLineId: string;
  syncRunId: string | null;
  kind: string;
  vendorQuantity: number | null;
  psaQuantity: NullableNumeric;
  composed: Stored<ComposedLine>;
  at: Timestamp;
  stays: Generated<boolean>;
  form: Generated<number>;
}

export interface VanishedLineTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  psaLineId: string;
  was: Stored<LineSource>;
  beside: Json<readonly string[]>;
  notedAt: Timestamp;
  form: Generated<number>;
}

export interface ControlTotalTable {
  tenantId: string;
  integrationId: string;
  totals: Stored<ControlTotals>;
  closes: boolean;
  basis: ColumnType<CompositionBasis | null, string | null | undefined, string | null>;
  fall: StoredOrNull<SeatDrop>;
  ignored: StoredWithDefault<readonly IgnoredLine[]>;
  wholeAt: NullableTimestamp;
  syncRunId: string | null;
  composedAt: Timestamp;
  form: Generated<number>;
}

export interface LineDecisionTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  state: StoredState;
  lineVersion: number;
  variance: NullableNumeric;
  adjusts: Generated<boolean>;
  quantity: NullableNumeric;
  billingTarget: BillingTarget | null;
  targetPsaLineId: string | null;
  newLine: ColumnType<NewLineWish | null, string | null | undefined, string | null>;
  reason: string | null;
  untilDay: string | null;
  decidedBy: Json<Actor>;
  decidedAt: TimestampWithDefault;
}

export interface LineNoteTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  text: string | null;
  assignee: string | null;
  untilDay: string | null;
  version: number;
  writtenBy: Json<Actor>;
  writtenAt: Timestamp;
}

export interface CheckOverrideTable {
  tenantId: string;
  id: string;
  integrationId: string;
  groupKey: string;
  checkName: OverridableCheck;
  count: Numeric;
  units: Numeric;
  reason: string;
  overriddenBy: Json<Actor>;
  overriddenAt: TimestampWithDefault;
}

export interface AgreedCountTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  count: Numeric;
  units: Numeric;
  agreedAt: Timestamp;
}

export interface ReviewMonthTable {
  tenantId: string;
  id: string;
  integrationId: string;
  month: string;
  version: Generated<number>;
  syncRunId: string | null;
  composedAt: Timestamp;
  currency: string;
  totals: Stored<ControlTotals>;
  lines: Stored<readonly MonthLine[]>;
  changes: Stored<readonly MonthChange[]>;
  figures: Stored<MonthFigures>;
  facts: Stored<ClosingFacts>;
  logo: BytesOrNull;
  checksum: string;
  invoices: Stored<InvoiceComparison>;
  margins: StoredWithDefault<readonly MonthMargin[]>;
  closedBy: Json<Actor>;
  closedAt: TimestampWithDefault;
  reopenedBy: ColumnType<Actor | null, string | null | undefined, string | null>;
  reopenedAt: NullableTimestamp;
  filingAt: NullableTimestamp;
  filedAt: NullableTimestamp;
  reopenReason: string | null;
  form: Generated<number>;
}

export interface ReportFileTable {
  tenantId: string;
  reviewMonthId: string;
  name: string;
  format: 'csv' | 'pdf' | 'xlsx';
  paper: PaperSize | null;
  mediaType: string;
  sha256: string;
  bytes: Bytes;
  madeAt: Timestamp;
}

export interface UsageTables {
  billingRule: BillingRuleTable;
  usageLine: UsageLineTable;
  usageLineSource: UsageLineSourceTable;
  usageLineHistory: UsageLineHistoryTable;
  vanishedLine: VanishedLineTable;
  controlTotal: ControlTotalTable;
  lineDecision: LineDecisionTable;
  lineNote: LineNoteTable;
  checkOverride: CheckOverrideTable;
  agreedCount: AgreedCountTable;
  reviewMonth: ReviewMonthTable;
  reportFile: ReportFileTable;
}
