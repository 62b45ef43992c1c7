import { setTimeout as sleep } from 'node:timers/promises';
import { message, type Message } from '../../messages/message.ts';
import { CredentialUnreadable, openCredential } from '../../db/secrets/credentials.ts';
import type { Database } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { readLedgerFacts } from '../../db/usage/ledger-facts.ts';
import { type CredentialFields, psaSet } from '../../domain/credentials.ts';
import type { Difference } from '../../domain/reconciliation/difference.ts';
import type { LedgerFacts, LineFact } from '../../domain/reconciliation/facts.ts';
import { psaDifferences, writtenLines } from '../../domain/reconciliation/psa.ts';
import { rowDifferences } from '../../domain/reconciliation/reconcile.ts';
import type { Patience } from '../../domain/reconciliation/sendings.ts';
import { dayIn } from '../../domain/billing-day.ts';
import type { Day } from '../../domain/quantity.ts';
import type { Psa } from '../../psa/port.ts';
import { type Pace, readPresentLines } from './present-lines.ts';

export interface ReconcileDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  /** The zone is the one whose days changes name. */
  readonly psa: (kind: string, credential: CredentialFields, timeZone: string) => Psa;
  readonly pace: Pace;
  readonly patience: Omit<Patience, 'now'>;
  /** Before a difference to the PSA is believed it is looked at again after so long: somebody may be writing. */
  readonly lookAgainMs: number;
  readonly now: () => Date;
}

/** A part of the comparison that was not made, so that nobody takes it for one without differences. */
export interface NotCompared {
  readonly integrationId: string;
  readonly code: string;
  readonly detail: Message;
  readonly psaLineIds: readonly string[];
  /** The connection was ended and its credential erased on purpose: nothing can be read, and nothing has to. */
  readonly disconnected: boolean;
}

export interface Reconciliation {
  readonly differences: readonly Difference[];
  /** Edits by others that a later reading has stored already. */
  readonly explained: readonly Difference[];
  readonly notCompared: readonly NotCompared[];
  readonly compared: {
    readonly approvedChanges: number;
    readonly sendings: number;
    readonly auditRows: number;
    readonly psaLines: number;
  };
}

/** Compares ledger, audit and PSA of one tenant and finds every difference (architecture.md 15). Writes nothing. */
export async function reconcile(deps: ReconcileDependencies, tenantId: string): Promise<Reconciliation> {
  const facts = await readLedgerFacts(deps.db, tenantId);
  const psa = await againstPsa(deps, tenantId, facts, writtenLines(facts));
  const inRows = rowDifferences(facts, { ...deps.patience, now: deps.now().getTime() });
  const again = await lookedAtAgain(deps, tenantId, psa.differences);
  return {
    differences: [...inRows, ...again.differences],
    explained: [...psa.explained, ...again.explained],
    notCompared: [...psa.notCompared, ...again.notCompared],
    compared: {
      approvedChanges: facts.lines.length,
      sendings: facts.intents.length,
      auditRows: facts.audit.length,
      psaLines: psa.compared,
    },
  };
}

interface AgainstPsa {
  readonly differences: readonly Difference[];
  readonly explained: readonly Difference[];
  readonly notCompared: readonly NotCompared[];
  readonly compared: number;
}

async function againstPsa(
  deps: ReconcileDependencies,
  tenantId: string,
  facts: LedgerFacts,
  lines: readonly LineFact[],
): Promise<AgainstPsa> {
  const differences: Difference[] = [];
  const explained: Difference[] = [];
  const notCompared: NotCompared[] = [];
  let compared = 0;
  for (const integrationId of new Set(lines.map((line) => line.integrationId))) {
    const own = lines.filter((line) => line.integrationId === integrationId);
    const psa = await openPsa(deps, tenantId, integrationId);
    if ('code' in psa) {
      notCompared.push({ integrationId, ...psa, psaLineIds: idsOf(own) });
      continue;
    }
    const { present, unread } = await readPresentLines(psa.client, own, deps.pace, psa.today);
    compared += present.length;
    const found = psaDifferences(facts, present);
    differences.push(...found.differences);
    explained.push(...found.explained);
    for (const [code, detail] of new Map(unread.map((one) => [one.code, one.detail]))) {
      const psaLineIds = idsOf(unread.filter((one) => one.code === code));
      notCompared.push({ integrationId, code, detail, psaLineIds, disconnected: false });
    }
  }
  return { differences, explained, notCompared, compared };
}

const idsOf = (lines: readonly { readonly psaLineId: string }[]): readonly string[] => [
  ...new Set(lines.map(({ psaLineId }) => psaLineId)),
];

type OpenedPsa =
  | { readonly client: Psa; readonly today: Day }
  | Pick<NotCompared, 'code' | 'detail' | 'disconnected'>;

async function openPsa(
  { db, keyRing, psa, now }: ReconcileDependencies,
  tenantId: string,
  integrationId: string,
): Promise<OpenedPsa> {
  const credential = await openCredential(db, keyRing, { tenantId, integrationId }, psaSet, 'working').catch(
    (error: unknown) => {
      if (error instanceof CredentialUnreadable) return error;
      throw error;
    },
  );
  if (credential instanceof CredentialUnreadable)
    return {
      code: 'CredentialUnreadable',
      detail: message('reconciliation.credential-unreadable', { credential: credential.set }),
      disconnected: false,
    };
  if (credential !== null) {
    const { timeZone } = await compositionSettings(db, { tenantId, integrationId });
    return { client: psa(credential.kinds.psa, credential.fields, timeZone), today: dayIn(timeZone, now()) };
  }
  const { phase } = await db
    .selectFrom('integration')
    .select('phase')
    .where('tenantId', '=', tenantId)
    .where('id', '=', integrationId)
    .executeTakeFirstOrThrow();
  return {
    code: 'CredentialSetMissing',
    detail: message('reconciliation.no-credential', { phase }),
    disconnected: phase === 'disconnected',
  };
}

/** What the PSA shows and what rows say were read at two moments: only what stays when both are read again is told. */
async function lookedAtAgain(
  deps: ReconcileDependencies,
  tenantId: string,
  first: readonly Difference[],
): Promise<Omit<AgainstPsa, 'compared'>> {
  if (first.length === 0) return { differences: [], explained: [], notCompared: [] };
  await sleep(deps.lookAgainMs);
  const facts = await readLedgerFacts(deps.db, tenantId);
  const doubtful = new Set(first.map(({ subject }) => subject.psaLineId));
  const lines = writtenLines(facts).filter(({ psaLineId }) => doubtful.has(psaLineId));
  return againstPsa(deps, tenantId, facts, lines);
}
