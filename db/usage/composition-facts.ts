import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type {
  AgreementReading,
  CompositionInput,
  IncludedChoice,
  LineChoice,
  NewestRead,
  VendorAccountFacts,
  WaitingChange,
  DecidedMapping,
  AccountKind,
  AccountMark,
} from '../../domain/usage/composition.ts';
import { billedCompany, companyGroupKey } from '../../domain/usage/billing-groups.ts';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import { extendingProducts } from '../../domain/usage/related-products.ts';
import { acceptedCounts } from './accepted-counts.ts';
import { agreementColumns } from '../readings/agreement-row.ts';
import type { ApprovalLine } from '../write-back/approval-lines.ts';
import type { CompositionScope } from './composition-scope.ts';
import { atOnce } from '../core/at-once.ts';
import type { Queryable } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';
import { oneOf } from '../core/one-of.ts';
import { type QueuedLine, type QueueSurroundings, waitsFor } from '../../domain/write-back/waits-for.ts';
import { psaLineColumns, psaLineOf } from '../readings/psa-line-row.ts';
import { vanishedLines } from './vanished-lines.ts';
import { surroundingsOf } from '../write-back/queue-surroundings.ts';

/** What the composition of usage lines reads from rows that differ from group to group; the rest stands on the basis. */
export type GroupFacts = Pick<
  CompositionInput,
  | 'accounts'
  | 'companies'
  | 'agreements'
  | 'agreementReadings'
  | 'lines'
  | 'vanished'
  | 'choices'
  | 'included'
  | 'accepted'
  | 'waiting'
>;

/**
 * @param mappedProductIds with `products`, what of the PSA's catalogue matters
 * @param scope null: the facts of all groups
 * @param live approvals of these groups that have not reached an end
 */
export async function groupFacts(
  db: Queryable,
  key: IntegrationKey,
  {
    vendorServiceId,
    mappedProductIds,
    products: catalogue,
  }: Pick<CompositionInput, 'vendorServiceId' | 'mappedProductIds' | 'products'>,
  scope: CompositionScope | null,
  live: readonly ApprovalLine[],
): Promise<GroupFacts> {
  const related = [...mappedProductIds, ...extendingProducts(catalogue, mappedProductIds)];
  const [agreements, lines] = await atOnce(db, (tx) =>
    Promise.all([agreementRows(tx, key, scope), linesOfProducts(tx, key, related, scope)]),
  );
  const lineIds = scope === null ? null : lines.map(({ id }) => id);
  const [choices, included] = await atOnce(db, (tx) =>
    Promise.all([
      lineChoices(tx, key, vendorServiceId, lineIds),
      includedAnswers(tx, key, vendorServiceId, lineIds),
    ]),
  );
  const around = scope === null ? null : companiesAround(scope, agreements, choices);
  const among =
    scope === null || around === null ? null : { companyIds: around, accountIds: scope.accountIds };
  const [companyList, accounts] = await atOnce(db, (tx) =>
    Promise.all([companies(tx, key, around), accountFacts(tx, key, among)]),
  );
  const companyNames = new Map(companyList.map(({ id, name }) => [id, name]));
  return {
    accounts,
    companies: companyList,
    agreements: agreements.map(({ agreement }) => withCompanyName(agreement, companyNames)),
    agreementReadings: agreements.flatMap((row) => (row.reading === null ? [] : [row.reading])),
    lines,
    choices,
    included,
    ...(await factsOfDecisions(db, key, scope?.groupKeys ?? null, live, groupsOf(accounts, vendorServiceId))),
  };
}

/** What decisions change of the facts of these groups, or of all (`null`): `counted` are those with accounts then. */
export async function factsOfDecisions(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[] | null,
  live: readonly ApprovalLine[],
  counted: readonly string[] = [],
): Promise<Pick<GroupFacts, 'vanished' | 'accepted' | 'waiting'>> {
  const [vanished, accepted, waiting] = await atOnce(db, (tx) =>
    Promise.all([
      vanishedLines(tx, key, groupKeys),
      acceptedCounts(tx, key, groupKeys ?? counted),
      waitingChanges(tx, key, live),
    ]),
  );
  return { vanished, accepted, waiting };
}

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

/** Only a group with accounts has a count that guards look at. */
const groupsOf = (accounts: readonly VendorAccountFacts[], vendorServiceId: string): readonly string[] => [
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
  const { groupKey, psaLineId, before, after, state } = line;
  return {
    groupKey,
    psaLineId,
    before,
    after,
    waitsFor: state === 'queued' ? waitsFor(queuedLine(line), around) : state,
  };
}

const queuedLine = (line: ApprovalLine): QueuedLine => ({
  invoice: `after the invoice of ${line.invoiceDate}`,
  // What a group is read by is not known before it is composed: it says so itself.
  notRead: null,
  due: line.dueAt !== null,
  laterInvoiceDate: line.laterInvoice?.date ?? null,
  code: line.code,
});

/**
 * Accounts with mapping, last complete count and newest attempt; gone accounts only while a mapping still names them.
 *
 * @param of those mapped to these companies, and these; null: all
 */
export async function accountFacts(
  db: Queryable,
  key: IntegrationKey,
  of: { readonly companyIds: readonly string[]; readonly accountIds: readonly string[] } | null = null,
): Promise<readonly VendorAccountFacts[]> {
  const some =
    of === null
      ? sql`true`
      : sql`a.id = any(array(
          select x.vendor_account_id from account_mapping x where x.tenant_id = ${key.tenantId}
            and x.integration_id = ${key.integrationId} and x.company_id = any(${[...of.companyIds]}::text[])
          union select unnest(${[...of.accountIds]}::uuid[])))`;
  const { rows } = await sql<AccountRow>`
    select a.id, a.foreign_id, a.kind, a.name, a.edition, a.mark, a.acknowledged_code,
      m.state as mapping_state, m.company_id, m.reason,
      c.id as count_id, c.seats, c.by_status, c.flags, c.last_read_at as counted_at, c.first_read_at as first_counted_at, c.last_run_id as sync_run_id,
      r.state as read_state, r.code as read_code, r.read_at as attempted_at
    from vendor_account a
    left join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    left join lateral (
      select * from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c on true
    left join lateral (
      select * from account_read x where x.tenant_id = a.tenant_id and x.vendor_account_id = a.id
        and x.state <> 'pending' order by x.read_at desc limit 1) r on true
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId}
      and (a.gone_at is null or m.vendor_account_id is not null) and ${some}
    order by a.foreign_id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    foreignId: row.foreignId,
    kind: row.kind,
    name: row.name,
    edition: row.edition,
    mark: row.mark,
    mapping: mappingOf(row),
    acknowledgedCode: row.acknowledgedCode,
    lastComplete:
      row.countId === null
        ? null
        : {
            countId: row.countId,
            seats: row.seats,
            byStatus: row.byStatus,
            flags: row.flags,
            readAt: row.countedAt.toISOString(),
            firstReadAt: row.firstCountedAt.toISOString(),
            syncRunId: row.syncRunId,
          },
    newestRead:
      row.readState === null
        ? null
        : { outcome: row.readState, code: row.readCode, at: row.attemptedAt.toISOString() },
  }));
}

interface AccountColumns {
  readonly id: string;
  readonly foreignId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly edition: string | null;
  readonly mark: AccountMark | null;
  readonly acknowledgedCode: string | null;
  readonly mappingState: DecidedMapping | null;
  readonly companyId: string | null;
  readonly reason: string | null;
}

type CountColumns =
  | { readonly countId: null }
  | {
      readonly countId: string;
      readonly seats: number;
      readonly byStatus: Record<string, number>;
      readonly flags: readonly string[];
      readonly countedAt: Date;
      readonly firstCountedAt: Date;
      readonly syncRunId: string;
    };

type ReadColumns =
  | { readonly readState: null }
  | {
      readonly readState: NewestRead['outcome'];
      readonly readCode: string | null;
      readonly attemptedAt: Date;
    };

type AccountRow = AccountColumns & CountColumns & ReadColumns;

function mappingOf(row: AccountColumns): VendorAccountFacts['mapping'] {
  if (row.mappingState === 'mapped' && row.companyId !== null)
    return { state: 'mapped', companyId: row.companyId };
  if (row.mappingState === 'excluded' && row.reason !== null)
    return { state: 'excluded', reason: row.reason };
  return { state: 'unmapped' };
}

const companyColumns = [
  'foreignId as id', 'name', 'nameCleaned', 'identifier', 'status', 'deleted', 'parentCompanyId', 'billToCompanyId', 'goneAt',
] as const; // prettier-ignore

/** Companies the PSA still lists, and those that a mapping names. */
export async function companies(
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[] | null = null,
): Promise<readonly PsaCompany[]> {
  const rows = await db
    .selectFrom('psaCompany')
    .select(companyColumns)
    .where(ownedBy(key))
    .$if(ids !== null, (query) => query.where(oneOf('foreignId', ids ?? [])))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ nameCleaned, goneAt, ...company }) => ({
    ...company,
    ...(nameCleaned ? { nameCleaned } : {}),
    deleted: company.deleted || goneAt !== null,
  }));
}

function withCompanyName(agreement: PsaAgreement, names: ReadonlyMap<string, string>): PsaAgreement {
  const companyName = names.get(agreement.companyId);
  return companyName === undefined ? agreement : { ...agreement, companyName };
}

async function agreementRows(
  db: Queryable,
  key: IntegrationKey,
  scope: CompositionScope | null,
): Promise<readonly { readonly agreement: PsaAgreement; readonly reading: AgreementReading | null }[]> {
  const rows = await db
    .selectFrom('psaAgreement')
    .select([...agreementColumns, 'linesOutcome', 'linesCode', 'linesAttemptedAt', 'linesReadAt'])
    .where(ownedBy(key))
    .where('goneAt', 'is', null)
    .$if(scope !== null, (query) => query.where(oneOf('foreignId', scope?.agreementIds ?? [])))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ linesOutcome, linesCode, linesAttemptedAt, linesReadAt, ...agreement }) => ({
    agreement,
    reading:
      linesOutcome === null || linesAttemptedAt === null
        ? null
        : {
            agreementId: agreement.id,
            newest: { outcome: linesOutcome, code: linesCode, at: linesAttemptedAt.toISOString() },
            lastCompleteAt: linesReadAt?.toISOString() ?? null,
          },
  }));
}

async function linesOfProducts(
  db: Queryable,
  key: IntegrationKey,
  productIds: readonly string[],
  scope: CompositionScope | null,
): Promise<readonly PsaLine[]> {
  if (productIds.length === 0) return [];
  const rows = await db
    .selectFrom('psaLine')
    .innerJoin('psaAgreement', (join) =>
      join
        .onRef('psaAgreement.tenantId', '=', 'psaLine.tenantId')
        .onRef('psaAgreement.integrationId', '=', 'psaLine.integrationId')
        .onRef('psaAgreement.foreignId', '=', 'psaLine.agreementId'),
    )
    .select(psaLineColumns)
    .where(ownedBy(key, 'psaLine'))
    .where('psaAgreement.goneAt', 'is', null)
    .where(oneOf('psaLine.productId', productIds))
    .$if(scope !== null, (query) => query.where(oneOf('psaLine.agreementId', scope?.agreementIds ?? [])))
    .orderBy('psaLine.foreignId')
    .execute();
  return rows.map(psaLineOf);
}

/** The catalogue as last read; products that left it count as inactive. */
export async function products(db: Queryable, key: IntegrationKey): Promise<readonly PsaProduct[]> {
  const rows = await db
    .selectFrom('psaProduct')
    .select([
      'foreignId as id',
      'identifier',
      'description',
      'productClass',
      'holdsOthers',
      'inactive',
      'price',
      'goneAt',
    ])
    .where(ownedBy(key))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ goneAt, ...product }) => ({
    ...product,
    inactive: product.inactive || goneAt !== null,
  }));
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
