import { heartbeat } from '@temporalio/activity';
import type { DuoActivities, SliceResult, SyncRunRef } from '../contracts/temporal/activities.ts';
import { countSeats, holdsSeat } from '../domain/seats.ts';
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
} from '../db/readings/account-reads.ts';
import type { Database } from '../db/core/database.ts';
import { findIntegration } from '../db/core/integrations.ts';
import type { AccountUsersRead } from '../vendors/duo/account-users.ts';
import { describeDuoFailure, stopsRun } from '../vendors/duo/failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workingDuoKeys } from './duo-keys.ts';
import { permanent, requireClaim, rowMissing } from './failures.ts';
import { workSlice } from './slice.ts';
import { storedTogether } from './stored-together.ts';
import { unexpectedOutcome } from './unexpected.ts';

/** Outcomes of one transaction at most. */
const together = 100;

/**
 * Reads pending accounts of the run, some at a time. Each ends in one row: counted, incomplete, failed or gone,
 * never zero by mistake. Only trouble with the credential itself stops the run (architecture.md 4): one child that
 * refuses a key with which the account list answers fails by itself, and so does one whose data meet an error nobody
 * foresaw.
 */
export function createReadAccountBatch(deps: ActivityDependencies): DuoActivities['readAccountBatch'] {
  const { db, duo, now } = deps;
  return async function readAccountBatch(run) {
    const integration = await findIntegration(db, run);
    if (integration === null) throw rowMissing('integration');
    const keys = await workingDuoKeys(deps, run);
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
      const read = await duo.readAccountUsers(
        account.kind === 'parent' ? keys.admin : keys.accounts,
        account.kind === 'parent'
          ? { kind: 'parent' }
          : { kind: 'child', accountId: account.foreignId, apiHostname: account.apiHostname },
        signal,
        { onPage: sign, onWait: sign },
      );
      if (read.kind === 'failed' && stopsRun(read)) {
        await addAccountCalls(db, run, account.accountId, read.calls);
        throw permanent(read.code, describeDuoFailure(read).advice);
      }
      const row = { ...rowOf(read, integration.keepNames), calls: read.calls };
      await store({ accountId: account.accountId, read: row, at: now() });
    };
    const pending = await pendingReads(db, run, deps.reading.sliceItems);
    await workSlice(
      db,
      run,
      { ...deps.reading, parallel: deps.reading.duoParallel },
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
  };
}

function rowOf(read: AccountUsersRead, keepNames: boolean): CountedRead | UncountedRead {
  switch (read.kind) {
    case 'counted': {
      const tally = countSeats(read.users);
      return {
        kind: 'counted',
        seats: tally.seats,
        byStatus: tally.byStatus,
        pendingDeletion: tally.pendingDeletion,
        flags: [
          ...read.proof.flags,
          ...tally.unknownStatuses.map((status) => `unknown status "${status}" counted`),
        ],
        proof: read.proof,
        usersListed: read.proof.listed,
        holders: read.users.map((user) => ({
          duoUserId: user.userId,
          username: keepNames ? user.username : null,
          status: user.status,
          holdsSeat: holdsSeat(user.status),
        })),
      };
    }
    case 'incomplete':
      return {
        kind: 'incomplete',
        code: 'DuoReadIncomplete',
        detail: `The list of users did not prove complete: ${read.reason}.`,
      };
    case 'failed': {
      const kind = read.code === 'DuoAccountGone' ? 'gone' : 'failed';
      const { cause } = read.detail;
      return {
        kind,
        code: read.code,
        detail: describeDuoFailure(read).advice,
        ...(read.code === 'DuoAccountRefusesKey' && cause !== undefined ? { credentialCause: cause } : {}),
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
