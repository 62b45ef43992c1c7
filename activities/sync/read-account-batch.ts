import { heartbeat } from '@temporalio/activity';
import type { VendorActivities, SliceResult, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { unusedSign } from '../../domain/seat-use.ts';
import { countSeats } from '../../domain/seats.ts';
import {
  type AccountOutcome,
  addAccountCalls,
  claim,
  type CountedRead,
  type PendingRead,
  pendingReads,
  readTotals,
  storeAccountReads,
  type UncountedRead,
} from '../../db/readings/account-reads.ts';
import type { Database } from '../../db/model/database.ts';
import type { AccountReading } from '../../vendors/port.ts';
import type { ActivityDependencies } from '../attempt/dependencies.ts';
import { permanent, requireClaim } from '../attempt/failures.ts';
import { noteVendorRefusal, refusalsNoted } from '../credentials/refused-at-work.ts';
import { workSlice } from '../attempt/slice.ts';
import { storedTogether } from '../attempt/stored-together.ts';
import { unexpectedOutcome } from '../attempt/unexpected.ts';
import { workingVendor } from '../attempt/vendor-client.ts';

/** Outcomes of one transaction at most. */
const together = 100;

/**
 * Reads pending accounts of the run, some at a time. Each ends in one row: counted, incomplete, failed or gone,
 * never zero by mistake. Only trouble with the credential itself stops the run (architecture.md 4): one child that
 * refuses a key with which the account list answers fails by itself, and so does one whose data meet an error nobody
 * foresaw.
 */
export function createReadAccountBatch(deps: ActivityDependencies): VendorActivities['readAccountBatch'] {
  const { db, now } = deps;
  return (run) =>
    refusalsNoted(
      (code) => noteVendorRefusal(deps, run, code),
      () => readAccountBatch(run),
    );

  async function readAccountBatch(run: SyncRunRef): Promise<SliceResult> {
    const { integration, vendor, credentials } = await workingVendor(deps, run);
    const sign = (): void => {
      heartbeat();
    };
    const store = storedTogether<AccountOutcome>(together, (outcomes) =>
      db.transaction().execute(async (tx) => {
        requireClaim(await claim(tx, run));
        await storeAccountReads(tx, run, outcomes);
      }),
    );
    const readOne = async (account: PendingRead, signal: AbortSignal): Promise<void> => {
      const read = await vendor.readAccount(credentials, account, signal, { onPage: sign, onWait: sign });
      if (read.kind === 'failed' && read.failure.scope === 'credential') {
        await addAccountCalls(db, run, account.accountId, read.calls);
        throw permanent(read.failure.code, read.failure.advice);
      }
      const at = now();
      const row = { ...rowOf(read, integration.keepNames, at), calls: read.calls };
      await store({ accountId: account.accountId, read: row, at });
    };
    const pending = await pendingReads(db, run, deps.reading.sliceItems);
    await workSlice(
      db,
      run,
      { ...deps.reading, parallel: deps.reading.vendorParallel },
      pending,
      async (account, signal) => {
        try {
          await readOne(account, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          const failed = {
            kind: 'failed',
            ...unexpectedOutcome(deps, `account ${account.foreignId}`, error),
          } as const;
          await store({ accountId: account.accountId, read: { ...failed, calls: 0 }, at: now() });
        }
        sign();
      },
    );
    return remaining(db, run);
  }
}

function rowOf(read: AccountReading, keepNames: boolean, at: Date): CountedRead | UncountedRead {
  switch (read.kind) {
    case 'counted': {
      const tally = countSeats(read.users);
      return {
        kind: 'counted',
        seats: tally.seats,
        byStatus: tally.byStatus,
        notCounted: tally.notCounted,
        flags: [
          ...read.proof.flags,
          ...tally.unknownStatuses.map((status) => `unknown status "${status}" counted`),
        ],
        proof: read.proof,
        usersListed: read.proof.listed,
        holders: read.users.map((user) => ({
          vendorUserId: user.id,
          username: keepNames ? user.name : null,
          status: user.status,
          holdsSeat: user.holdsSeat,
          unused: user.holdsSeat ? unusedSign(user.use, at) : null,
        })),
      };
    }
    case 'incomplete':
      return {
        kind: 'incomplete',
        code: 'VendorReadIncomplete',
        detail: `The list of users did not prove complete: ${read.reason}.`,
      };
    case 'gone':
    case 'failed': {
      const { code, advice, credentialCause } = read.failure;
      return {
        kind: read.kind,
        code,
        detail: advice,
        ...(credentialCause === null ? {} : { credentialCause }),
      };
    }
  }
}

async function remaining(db: Database, run: SyncRunRef): Promise<SliceResult> {
  const totals = await readTotals(db, run);
  return {
    total: totals.total,
    remaining: totals.pending,
    done: totals.total - totals.pending,
    failed: totals.failed + totals.incomplete,
  };
}
