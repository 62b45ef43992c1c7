import { readSnapshot } from '../../db/model/stored-documents.ts';
import { readLedgerFacts } from '../../db/usage/ledger-facts.ts';
import type { Database } from '../../db/model/database.ts';
import type { LedgerFacts } from '../../domain/reconciliation/facts.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { RequestLogEntry } from '../../sandbox/request-log.ts';
import type { OtherInstance } from '../../sandbox/scenario.ts';
import { sideOf } from '../../test/environment/psa-lines-under-test.ts';
import { isNotified, tellings } from './psa-request-log.ts';
import type { PsaHistory } from './psa-evidence.ts';

export type { AuditFact, IntentFact, LineFact, RuleVersionFact } from '../../domain/reconciliation/facts.ts';

/** Everything the oracle evaluates, as one plain object: rows of one tenant, and what the simulated PSA saw. Unix ms. */
export interface OracleFacts extends LedgerFacts {
  readonly requestLog: readonly RequestLogEntry[];
  readonly additions: PsaHistory['lines'];
  readonly agreements: PsaHistory['agreements'];
  readonly sendsAgain: PsaHistory['sendsAgain'];
  readonly logsEdits?: PsaHistory['logsEdits'];
  readonly companies?: PsaHistory['companies'];
  readonly unitsFollow?: PsaHistory['unitsFollow'];
  readonly tellsBillingTarget?: PsaHistory['tellsBillingTarget'];
  /** What each approval binds beside its line, by the id of its line. */
  readonly bound: ReadonlyMap<string, Bound>;
  /** The tenant's own currency and its exchange rates since each change of them, by the audit, in order. */
  readonly rates: readonly RatesFact[];
  /** When the audit has each version of a billing rule, in order. */
  readonly ruleChanges: readonly { readonly seq: number; readonly id: string; readonly version: number }[];
  /** What was changed through a call in another instance of the PSA, or asked for there. */
  readonly elsewhere: readonly RequestLogEntry[];
  /** Changes of which people were told that other lines moved with them, by their ids. */
  readonly notifiedMoved: readonly string[];
  /** Changes of which people were told that somebody edited their document meanwhile, by their ids. */
  readonly notifiedEdited: readonly string[];
  /** Changes of which people were told that a later invoice bills them, by their ids. */
  readonly notifiedLaterInvoice: readonly string[];
}

/** Of the snapshot of an approval. */
export interface Bound {
  /** Null: the agreement has none. */
  readonly typeId: string | null;
  readonly companyId: string;
  readonly productId: string;
  /** Null: the company was not known. */
  readonly companyDeleted: boolean | null;
  /** Null: what the line is billed in was not known. */
  readonly currency: string | null;
  readonly unitPrice: string | null;
}

export interface RatesFact {
  /** Of the audit row. */
  readonly seq: number;
  readonly own: string;
  /** Currencies that have a rate. */
  readonly known: readonly string[];
}

export interface OracleSources {
  readonly db: Database;
  readonly control: Pick<SandboxControl, 'requestLog' | 'scenarioOf' | 'instances'>;
  readonly tenantId: string;
}

/** Reads rows, request log and scenario. Nothing may be under way meanwhile: they are not one snapshot. */
export async function readFacts({ db, control, tenantId }: OracleSources): Promise<OracleFacts> {
  const { psa } = await db
    .selectFrom('integration')
    .select('psa')
    .where('tenantId', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (!isNotified(psa)) throw new Error(`the oracle does not know the request log of ${psa}`);
  const [rows, whole, scenario, instances, bound, rates, ruleChanges, told] = await Promise.all([
    readLedgerFacts(db, tenantId),
    control.requestLog(),
    sideOf(control, psa),
    control.instances(),
    readBound(db, tenantId),
    readRates(db, tenantId),
    readRuleChanges(db, tenantId),
    db
      .selectFrom('notice')
      .select(['subject', 'code'])
      .where('tenantId', '=', tenantId)
      .where('code', 'in', ['WriteChangedOthers', 'EditDuringWrite', 'BilledLater'])
      .execute(),
  ]);
  const hosts = new Set(instances.map(hostOf));
  const isElsewhere = (entry: RequestLogEntry): boolean =>
    entry.kind === 'change' ? entry.instance !== undefined : hosts.has(entry.host);
  const requestLog = whole.filter((entry) => !isElsewhere(entry));
  const { lines: additions, ...history } = tellings[psa](requestLog, scenario, rows);
  const toldOf = (wanted: string) => told.flatMap(({ subject, code }) => (code === wanted ? [subject] : []));
  return {
    ...rows,
    ...history,
    additions,
    bound,
    rates,
    ruleChanges,
    elsewhere: whole.filter(isElsewhere),
    notifiedMoved: toldOf('WriteChangedOthers'),
    notifiedEdited: toldOf('EditDuringWrite'),
    notifiedLaterInvoice: toldOf('BilledLater'),
  };
}

const hostOf = ({ side }: OtherInstance): string =>
  'zoneHost' in side ? side.zoneHost : 'host' in side ? side.host : side.parent.apiHostname;

async function readBound(db: Database, tenantId: string): Promise<OracleFacts['bound']> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(['id', 'snapshot', 'form'])
    .where('tenantId', '=', tenantId)
    .execute();
  return new Map(
    rows.map(({ id, snapshot, form }) => {
      const { line, agreement, company } = readSnapshot(snapshot, form);
      return [
        id,
        {
          typeId: agreement.typeId ?? null,
          companyId: agreement.companyId,
          productId: line.productId,
          companyDeleted: company?.deleted ?? null,
          currency: line.currency ?? null,
          unitPrice: line.unitPrice,
        },
      ];
    }),
  );
}

interface Settings {
  readonly currency: string;
  readonly exchangeRates: Readonly<Record<string, string>>;
}

async function readRates(db: Database, tenantId: string): Promise<OracleFacts['rates']> {
  const rows = await db
    .selectFrom('auditEvent')
    .select(['seq', 'detail'])
    .where('tenantId', '=', tenantId)
    .where('action', '=', 'settings.changed')
    .orderBy('seq')
    .execute();
  const rates = (seq: number, { currency, exchangeRates }: Settings): RatesFact => ({
    seq,
    own: currency,
    known: Object.keys(exchangeRates),
  });
  const changes = rows.map(({ seq, detail }) => ({
    seq: Number(seq),
    ...(detail as Readonly<Record<'before' | 'after', Settings>>),
  }));
  return [
    ...changes.slice(0, 1).map(({ before }) => rates(0, before)),
    ...changes.map(({ seq, after }) => rates(seq, after)),
  ];
}

async function readRuleChanges(db: Database, tenantId: string): Promise<OracleFacts['ruleChanges']> {
  const rows = await db
    .selectFrom('auditEvent')
    .select(['seq', 'objectId', 'detail'])
    .where('tenantId', '=', tenantId)
    .where('action', 'like', 'billing-rule.%')
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, objectId, detail }) => {
    const { after } = detail as { readonly after: { readonly version: number } };
    return { seq: Number(seq), id: objectId, version: after.version };
  });
}
