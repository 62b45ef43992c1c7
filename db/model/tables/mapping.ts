import type { ColumnType } from 'kysely';
import type { MappingCommandState } from '../../../domain/commands.ts';
import type { Actor } from '../../../domain/keys.ts';
import type { DecidedMapping, IncludedAnswer, MappingOrigin } from '../../../domain/usage/composition.ts';
import type { LineRole } from '../../../domain/usage/line-roles.ts';
import type { BillsIn } from '../../../domain/usage/billing-target.ts';
import type { Json, Numeric, NullableTimestamp, TimestampWithDefault } from './columns.ts';

export interface AccountMappingTable {
  tenantId: string;
  integrationId: string;
  vendorAccountId: string;
  state: DecidedMapping;
  companyId: string | null;
  reason: string | null;
  origin: MappingOrigin;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface SuggestionRejectionTable {
  tenantId: string;
  integrationId: string;
  vendorAccountId: string;
  companyId: string;
  rejectedBy: string;
  rejectedAt: TimestampWithDefault;
}

export interface ServiceMappingTable {
  tenantId: string;
  integrationId: string;
  vendorServiceId: string;
  productId: string;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface LineChoiceTable {
  tenantId: string;
  integrationId: string;
  companyId: string;
  vendorServiceId: string;
  psaLineId: string;
  role: LineRole;
  reason: string | null;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface IncludedAnswerTable {
  tenantId: string;
  integrationId: string;
  companyId: string;
  vendorServiceId: string;
  psaLineId: string;
  lessIncluded: Numeric;
  answer: IncludedAnswer;
  reason: string;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface MappingCommandTable {
  tenantId: string;
  integrationId: string;
  commandId: string;
  bodyHash: string;
  decisions: Json<unknown>;
  state: MappingCommandState;
  outcome: ColumnType<unknown, string | null | undefined, string | null>;
  actor: Json<Actor>;
  receivedAt: TimestampWithDefault;
  appliedAt: NullableTimestamp;
}

export interface AgreementTypeBillingTargetTable {
  tenantId: string;
  integrationId: string;
  typeId: string;
  billsIn: BillsIn;
  decidedBy: Json<Actor>;
  decidedAt: TimestampWithDefault;
}

export interface MappingTables {
  accountMapping: AccountMappingTable;
  suggestionRejection: SuggestionRejectionTable;
  serviceMapping: ServiceMappingTable;
  lineChoice: LineChoiceTable;
  includedAnswer: IncludedAnswerTable;
  mappingCommand: MappingCommandTable;
  agreementTypeBillingTarget: AgreementTypeBillingTargetTable;
}
