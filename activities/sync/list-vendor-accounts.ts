import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { VendorActivities, SyncRunRef } from '../../contracts/temporal/activities.ts';
import {
  addRunCalls,
  addGoneReads,
  addPendingReads,
  claim,
  readTotals,
} from '../../db/readings/account-reads.ts';
import { message } from '../../messages/message.ts';
import { failedAccounts, mappedAmong } from '../../db/readings/failed-accounts.ts';
import { shareIntegration } from '../../db/integrations/integrations.ts';
import { closeNoticesExcept, raiseNotice } from '../../db/notices/notices.ts';
import { findRun, type SyncRun } from '../../db/runs/sync-runs.ts';
import type { Tx } from '../../db/model/database.ts';
import { storeListing, type StoredListing, vendorAccounts } from '../../db/readings/vendor-accounts.ts';
import { passes } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { passing, permanent, requireClaim, rowMissing } from '../runtime/failures.ts';
import { noteVendorRejection, noteRejections } from '../credentials/credential-rejection.ts';
import { differingAccounts } from '../credentials/list-comparison.ts';
import { runScope } from './run-scope.ts';
import { orStall } from '../runtime/stalls.ts';
import { orUnexpected } from '../runtime/unexpected-error.ts';
import { workingVendor } from '../runtime/vendor-client.ts';

/**
 * Reads the list of children and makes one `pending` row per account of the run. A list that fails or is empty
 * wipes nothing: the run ends with the cause, or tries again where the cause passes.
 */
export function createListVendorAccounts(deps: ActivityDependencies): VendorActivities['listVendorAccounts'] {
  const { db, now } = deps;
  return (run) =>
    noteRejections(
      // What a list shows is noted of that list; another one might say something else.
      (code) => (code === 'OtherInstance' ? Promise.resolve() : noteVendorRejection(deps, run, code)),
      () => orStall(deps, run, 'accounts', () => listVendorAccounts(run)),
    );

  async function listVendorAccounts(run: SyncRunRef): Promise<{ readonly total: number }> {
    const known = await readTotals(db, run);
    // A retried attempt, a reset or a new history of the same run: its rows are the list.
    if (known.total > 0) return { total: known.total };
    const row = await findRun(db, run.tenantId, run.syncRunId);
    if (row === null) throw rowMissing('run');
    // A line without accounts, such as `no-account`, has nothing to ask the vendor.
    if ((await runScope(db, row))?.accountIds.length === 0) return { total: 0 };
    const { kind, vendor, credentials } = await workingVendor(deps, run);
    const list = await vendor.listAccounts(credentials, cancellationSignal(), { onWait: () => heartbeat() });
    await addRunCalls(db, run, { list: list.calls });
    if (list.kind === 'empty') throw permanent('AccountListEmpty', message('vendors.list-empty'));
    if (list.kind === 'failed') {
      const { code, detail, retryAfterMs } = list.failure;
      throw passes(code) ? passing(code, detail, retryAfterMs) : permanent(code, detail);
    }
    const other = await differingAccounts(deps, run, kind.listedWith, list.accounts);
    if (other !== null) throw permanent(other.code, other.detail);
    const storeAll = async (tx: Tx): Promise<{ readonly total: number }> => {
      await shareIntegration(tx, run);
      requireClaim(await claim(tx, run));
      const stored = await storeListing(tx, run, list.accounts);
      await noticeChanges(tx, run, stored);
      const missing = new Set(stored.missing.map(({ id }) => id));
      const present = (await vendorAccounts(tx, run))
        .filter(({ id }) => !missing.has(id))
        .map(({ id }) => id);
      const { wanted, gone } = await accountsOfRun(tx, row, present, [...missing]);
      await addPendingReads(tx, run, wanted);
      await addGoneReads(tx, run, gone, now());
      return { total: (await readTotals(tx, run)).total };
    };
    return orUnexpected(deps, 'list of accounts', () => db.transaction().execute(storeAll));
  }
}

interface AccountsOfRun {
  readonly wanted: readonly string[];
  /** Of the accounts that the list lacks, those the run says it of. */
  readonly gone: readonly string[];
}

async function accountsOfRun(
  tx: Tx,
  run: SyncRun,
  present: readonly string[],
  missing: readonly string[],
): Promise<AccountsOfRun> {
  if (run.mode === 'full') return { wanted: present, gone: await mappedAmong(tx, run, missing) };
  const scope = await runScope(tx, run);
  if (scope === null) return { wanted: await failedAccounts(tx, run, run.ofRunId, present), gone: [] };
  const ofLine = new Set(scope.accountIds);
  return { wanted: present.filter((id) => ofLine.has(id)), gone: missing.filter((id) => ofLine.has(id)) };
}

/** A child seen first after Finish arrives unmapped, with a notice, even under an equal name (RULES 11). */
async function noticeChanges(tx: Tx, run: SyncRunRef, { added, missing }: StoredListing): Promise<void> {
  for (const { id: accountId } of added) {
    await raiseNotice(tx, run, {
      code: 'UnmappedNewAccount',
      subject: accountId,
      detail: message('notices.account-new', { accountId }),
    });
  }
  const gone = await mappedAmong(
    tx,
    run,
    missing.map((account) => account.id),
  );
  // Listed again, or not mapped any more.
  await closeNoticesExcept(tx, run, 'AccountGoneNotice', gone);
  for (const accountId of gone) {
    await raiseNotice(tx, run, {
      code: 'AccountGoneNotice',
      subject: accountId,
      detail: message('notices.account-gone', { accountId }),
    });
  }
}
