import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { notConfirmed } from '../../domain/currency.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import { billedCompany, companyGroupKey } from '../../domain/comparison/billing-groups.ts';
import type {
  CompositionInput,
  IncludedChoice,
  LineChoice,
  VendorAccountFacts,
  WaitingChange,
} from '../../domain/usage/composition.ts';
import { oldestBilledDay } from '../../domain/usage/oldest-billed-day.ts';
import { agreementTypeKey } from '../../domain/comparison/waiting-change.ts';
import { boundRule } from '../../domain/decisions/bound-rule.ts';
import { type QueuedLine, type QueueSurroundings, waitsFor } from '../../domain/write-back/wait-reason.ts';
import { rulesInForce, type ScopeIds } from '../billing-rules/rules-in-force.ts';
import { pipelined } from '../driver/pipelined.ts';
import type { Queryable } from '../model/database.ts';
import { oneOf } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { ApprovalLine } from '../write-back/approval-lines.ts';
import { surroundingsOf } from '../write-back/queue-surroundings.ts';
import { acceptedCounts } from './accepted-counts.ts';
import { accountFacts, decidedAccounts } from './account-facts.ts';
import type { CompositionScope } from './composition-scope.ts';
import { ownDates } from './own-dates.ts';
import { agreementRows, companies, linesOfProducts } from './psa-facts.ts';
import { vanishedLines } from './vanished-lines.ts';

/** What the composition of usage lines reads from rows that differ from group to group; the rest stands on the basis. */
export type GroupFacts = Pick<
  CompositionInput,
  | 'accounts'
  | 'companies'
  | 'agreements'
  | 'agreementReadings'
  | 'lines'
  | 'vanished'
  | 'ownDates'
  | 'choices'
  | 'included'
  | 'rules'
  | 'accepted'
  | 'waiting'
>;

type Basis = Pick<CompositionInput, 'today' | 'vendorServiceId' | 'mappedProductIds' | 'relatedProductIds'>;

/**
 * @param mappedProductIds with `relatedProductIds`, what of the PSA's catalog matters
 * @param scope null: the facts of all groups
 * @param live approvals of these groups that have not reached an end
 */
export async function groupFacts(
  db: Queryable,
  key: IntegrationKey,
  { today, vendorServiceId, mappedProductIds, relatedProductIds }: Basis,
  scope: CompositionScope | null,
  live: readonly ApprovalLine[],
): Promise<GroupFacts> {
  const related = [...mappedProductIds, ...relatedProductIds];
  const [agreements, lines] = await pipelined(db, (tx) =>
    Promise.all([agreementRows(tx, key, scope), linesOfProducts(tx, key, related, scope)]),
  );
  const lineIds = scope === null ? null : lines.map(({ id }) => id);
  const [choices, included, dates] = await pipelined(db, (tx) =>
    Promise.all([
      lineChoices(tx, key, vendorServiceId, lineIds),
      includedAnswers(tx, key, vendorServiceId, lineIds),
      ownDates(tx, key, lineIds),
    ]),
  );
  const around = scope === null ? null : companiesAround(scope, agreements, choices);
  const among =
    scope === null || around === null ? null : { companyIds: around, accountIds: scope.accountIds };
  const read = agreements.map(({ agreement }) => agreement);
  const ids = scope === null ? null : scopeIds(scope, agreements, lines);
  const since = oldestDayOfRules({ agreements: read, today }, live);
  const [companyList, accounts, rules] = await pipelined(db, (tx) =>
    Promise.all([
      companies(tx, key, around),
      accountFacts(tx, key, among),
      rulesInForce(tx, key, { ids, since }),
    ]),
  );
  const companyNames = new Map(companyList.map(({ id, name }) => [id, name]));
  return {
    accounts,
    companies: companyList,
    agreements: read.map((agreement) => withCompanyName(agreement, companyNames)),
    agreementReadings: agreements.flatMap((row) => (row.reading === null ? [] : [row.reading])),
    lines,
    ownDates: dates,
    choices,
    included,
    rules,
    ...(await factsOfDecisions(db, key, scope?.groupKeys ?? null, live, groupsOf(accounts, vendorServiceId))),
  };
}

/** The oldest day on which a rule is looked for: no cost grows with rules that ended long ago. */
const oldestDayOfRules = (
  facts: Pick<CompositionInput, 'agreements' | 'today'>,
  live: readonly ApprovalLine[],
): Day =>
  live
    .flatMap((line) => boundRule(line, facts.today)?.day ?? [])
    .reduce((oldest, day) => (day < oldest ? day : oldest), oldestBilledDay(facts));

/** What people decided about all groups, without what was read of them. @param readings that it is composed with */
export async function decidedFacts(
  db: Queryable,
  key: IntegrationKey,
  { vendorServiceId }: Pick<CompositionInput, 'vendorServiceId'>,
  readings: Pick<CompositionInput, 'agreements' | 'today'>,
  live: readonly ApprovalLine[],
) {
  const [accounts, choices, included, dates, rules] = await pipelined(db, (tx) =>
    Promise.all([
      decidedAccounts(tx, key),
      lineChoices(tx, key, vendorServiceId),
      includedAnswers(tx, key, vendorServiceId, null),
      ownDates(tx, key, null),
      rulesInForce(tx, key, { since: oldestDayOfRules(readings, live) }),
    ]),
  );
  const counted = groupsOf(accounts, vendorServiceId);
  const decided = { accounts, choices, included, ownDates: dates, rules };
  return { ...decided, ...(await factsOfDecisions(db, key, null, live, counted)) };
}

/** What decisions change of the facts of these groups, or of all (`null`): `counted` are those with accounts then. */
export async function factsOfDecisions(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[] | null,
  live: readonly ApprovalLine[],
  counted: readonly string[] = [],
): Promise<Pick<GroupFacts, 'vanished' | 'accepted' | 'waiting'>> {
  const [vanished, accepted, waiting] = await pipelined(db, (tx) =>
    Promise.all([
      vanishedLines(tx, key, groupKeys),
      acceptedCounts(tx, key, groupKeys ?? counted),
      waitingChanges(tx, key, live),
    ]),
  );
  return { vanished, accepted, waiting };
}

/** What a rule of one of these groups can be for (RULES 13). */
const scopeIds = (
  { companyIds }: CompositionScope,
  agreements: readonly { readonly agreement: PsaAgreement }[],
  lines: readonly PsaLine[],
): ScopeIds => ({
  line: lines.map(({ id }) => id),
  customer: companyIds,
  'agreement-type': [...new Set(agreements.map(({ agreement }) => agreementTypeKey(agreement.typeId)))],
  product: [...new Set(lines.map(({ productId }) => productId))],
});

/** Companies whose name, family or accounts can matter. */
const companiesAround = (
  { companyIds }: CompositionScope,
  agreements: readonly { readonly agreement: PsaAgreement }[],
  choices: readonly LineChoice[],
): readonly string[] => [
  ...new Set([
    ...companyIds,
    ...agreements.map(({ agreement }) => agreement.companyId),
    ...choices.map(({ companyId }) => companyId),
  ]),
];

/** Only a group with accounts has a count that checks look at. */
const groupsOf = (
  accounts: readonly Pick<VendorAccountFacts, 'mapping' | 'mark'>[],
  vendorServiceId: string,
): readonly string[] => [
  ...new Set(
    accounts
      .map(billedCompany)
      .flatMap((companyId) => (companyId === null ? [] : [companyGroupKey(companyId, vendorServiceId)])),
  ),
];

async function waitingChanges(
  db: Queryable,
  key: IntegrationKey,
  live: readonly ApprovalLine[],
): Promise<readonly WaitingChange[]> {
  const changing = live.filter(({ decision }) => decision !== 'prove');
  if (changing.length === 0) return [];
  const around = await surroundingsOf(db, key);
  return changing.map((line) => waitingChange(line, around));
}

function waitingChange(line: ApprovalLine, around: QueueSurroundings): WaitingChange {
  const { groupKey, psaLineId, before, after, state, change } = line;
  return {
    groupKey,
    psaLineId,
    before,
    after,
    ...(change.kind === 'create-line' ? { creates: createdMoney(line) } : {}),
    waitsFor:
      state === 'queued'
        ? waitsFor(queuedLine(line), around)
        : message('usage.waits.state', { state: state === 'sending' ? state : 'unknown' }),
  };
}

/** What a line bills that is to be created, as it was approved. */
export const createdMoney = ({
  currency,
  effectPerInvoice,
  effectPerMonth,
}: Pick<ApprovalLine, 'currency' | 'effectPerInvoice' | 'effectPerMonth'>): NonNullable<
  WaitingChange['creates']
> => ({ currency: currency ?? notConfirmed, effectPerInvoice, effectPerMonth });

const queuedLine = (line: ApprovalLine): QueuedLine => ({
  billingTarget: line.billingTarget,
  invoiceDate: line.invoiceDate,
  // What a group is read by is not known before it is composed: it says so itself.
  notRead: false,
  due: line.dueAt !== null,
  laterInvoiceDate: line.laterInvoice?.date ?? null,
  code: line.code,
  detail: line.detail,
});

function withCompanyName(agreement: PsaAgreement, names: ReadonlyMap<string, string>): PsaAgreement {
  const companyName = names.get(agreement.companyId);
  return companyName === undefined ? agreement : { ...agreement, companyName };
}

export async function lineChoices(
  db: Queryable,
  key: IntegrationKey,
  vendorServiceId: string,
  psaLineIds: readonly string[] | null = null,
): Promise<readonly LineChoice[]> {
  return db
    .selectFrom('lineChoice')
    .select(['companyId', 'vendorServiceId', 'psaLineId', 'role', 'reason'])
    .where(ownedBy(key))
    .where('vendorServiceId', '=', vendorServiceId)
    .$if(psaLineIds !== null, (query) => query.where(oneOf('psaLineId', psaLineIds ?? [])))
    .orderBy('psaLineId')
    .execute();
}

async function includedAnswers(
  db: Queryable,
  key: IntegrationKey,
  vendorServiceId: string,
  psaLineIds: readonly string[] | null,
): Promise<readonly IncludedChoice[]> {
  return db
    .selectFrom('includedAnswer')
    .select(['companyId', 'vendorServiceId', 'psaLineId', 'lessIncluded', 'answer', 'reason'])
    .where(ownedBy(key))
    .where('vendorServiceId', '=', vendorServiceId)
    .$if(psaLineIds !== null, (query) => query.where(oneOf('psaLineId', psaLineIds ?? [])))
    .orderBy('psaLineId')
    .execute();
}
