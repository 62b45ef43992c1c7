import { readLedgerFacts } from '../../db/usage/ledger-facts.ts';
import type { Database } from '../../db/model/database.ts';
import type { LedgerFacts } from '../../domain/reconciliation/facts.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { JournalEntry } from '../../sandbox/journal.ts';
import { sideOf } from '../environment/psa-lines-under-test.ts';
import { isTold, tellings } from './psa-journal.ts';
import type { PsaHistory } from './telling.ts';

export type { AuditFact, IntentFact, LineFact } from '../../domain/reconciliation/facts.ts';

/** Everything the oracle judges, as one plain object: rows of one tenant, and what the simulated PSA saw. Unix ms. */
export interface OracleFacts extends LedgerFacts {
  readonly journal: readonly JournalEntry[];
  readonly additions: PsaHistory['lines'];
  readonly agreements: PsaHistory['agreements'];
  readonly sendsAgain: PsaHistory['sendsAgain'];
  readonly logsEdits?: PsaHistory['logsEdits'];
  /** Changes of which people were told that other lines moved with them, by their ids. */
  readonly toldMoved: readonly string[];
  /** Changes of which people were told that somebody edited their document meanwhile, by their ids. */
  readonly toldEdited: readonly string[];
}

export interface OracleSources {
  readonly db: Database;
  readonly control: Pick<SandboxControl, 'journal' | 'worldOf'>;
  readonly tenantId: string;
}

/** Reads rows, journal and world. Nothing may be under way meanwhile: they are not one snapshot. */
export async function readFacts({ db, control, tenantId }: OracleSources): Promise<OracleFacts> {
  const { psa } = await db
    .selectFrom('integration')
    .select('psa')
    .where('tenantId', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (!isTold(psa)) throw new Error(`the oracle does not know the journal of ${psa}`);
  const [rows, journal, world, told] = await Promise.all([
    readLedgerFacts(db, tenantId),
    control.journal(),
    sideOf(control, psa),
    db
      .selectFrom('notice')
      .select(['subject', 'code'])
      .where('tenantId', '=', tenantId)
      .where('code', 'in', ['WriteMovedOthers', 'EditDuringWrite'])
      .execute(),
  ]);
  const { lines: additions, ...history } = tellings[psa](journal, world, rows);
  const toldOf = (wanted: string) => told.flatMap(({ subject, code }) => (code === wanted ? [subject] : []));
  return {
    ...rows,
    ...history,
    additions,
    toldMoved: toldOf('WriteMovedOthers'),
    toldEdited: toldOf('EditDuringWrite'),
  };
}
