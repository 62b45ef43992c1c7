import { heartbeat } from '@temporalio/activity';
import type { VendorActivities, BatchResult, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { unusedSign } from '../../domain/seat-use.ts';
import { countSeats } from '../../domain/seats.ts';
import {
  type AccountOutcome,
  addRunCalls,
  claim,
  type CountedRead,
  type PendingRead,
  pendingReads,
  readTotals,
  storeAccountReads,
  type UncountedRead,
} from '../../db/readings/account-reads.ts';
import { shareIntegration } from '../../db/integrations/integrations.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import type { AccountReading } from '../../vendors/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { permanent, requireClaim } from '../runtime/failures.ts';
import { noteVendorRejection, noteRejections } from '../credentials/credential-rejection.ts';
import { workBatch } from '../runtime/batch.ts';
import { storedBehind } from '../runtime/batched-storage.ts';
import { unexpectedOutcome } from '../runtime/unexpected-error.ts';
import { workingVendor } from '../runtime/vendor-client.ts';

/** What became of an account, on its way into the database. */
interface AccountReadout extends AccountOutcome {
  readonly foreignId: string;
}

/** Accounts of one transaction; how long a reading waits for others. */
const batch = {
  fewest: 25,
  most: 100,
  lingerMs: 500,
  rowsOf: ({ read }: AccountReadout) => (read.kind === 'counted' ? 1 + read.holders.length : 1),
} as const;

/**
 * Reads pending accounts of the run, some at a time. Each ends in one row: counted, incomplete, failed or gone,
 * never zero by mistake. Only trouble with the credential itself stops the run (architecture.md 4): one child that
 * rejects a key with which the account list answers fails by itself, and so does one whose data meet an error nobody
 * foresaw.
 */
export function createReadAccountBatch(deps: ActivityDependencies): VendorActivities['readAccountBatch'] {
  const { db, now } = deps;
  return (run) =>
    noteRejections(
      (code) => noteVendorRejection(deps, run, code),
      () => readAccountBatch(run),
    );

  async function readAccountBatch(run: SyncRunRef): Promise<BatchResult> {
    const { integration, vendor, credentials } = await workingVendor(deps, run);
    const sign = (): void => {
      heartbeat();
    };
    const failedBy = (foreignId: string, error: unknown) =>
      ({ kind: 'failed', ...unexpectedOutcome(deps, `account ${foreignId}`, error) }) as const;
    const behind = storedBehind<AccountReadout>(
      batch,
      async (readouts) => {
        await db.transaction().execute((tx) => store(tx, run, readouts));
        sign();
      },
      ({ read, ...account }, error) => ({
        ...account,
        read: { ...failedBy(account.foreignId, error), calls: read.calls },
      }),
    );
    async function readOne(account: PendingRead, signal: AbortSignal): Promise<AccountReadout> {
      const { accountId, foreignId } = account;
      try {
        const read = await vendor.readAccount(credentials, account, signal, { onPage: sign, onWait: sign });
        if (read.kind === 'failed' && read.failure.scope === 'credential') {
          await addRunCalls(db, run, { lost: read.calls });
          throw permanent(read.failure.code, read.failure.detail);
        }
        const at = now();
        const row = { ...rowOf(read, integration.keepNames, at), calls: read.calls };
        return { accountId, foreignId, read: row, at };
      } catch (error) {
        if (signal.aborted) throw error;
        return { accountId, foreignId, read: { ...failedBy(foreignId, error), calls: 0 }, at: now() };
      }
    }
    const pending = await pendingReads(db, run, deps.reading.batchItems);
    const settings = { ...deps.reading, parallel: deps.reading.vendorParallel };
    try {
      await workBatch(db, run, settings, pending, async (account, signal) => {
        await behind.add(await readOne(account, signal));
        sign();
      });
    } catch (error) {
      // What was read before stands, whatever stopped the others.
      await behind.stored().catch(() => undefined);
      throw error;
    }
    await behind.stored();
    return remaining(db, run);
  }
}

async function store(tx: Tx, run: SyncRunRef, readouts: readonly AccountReadout[]): Promise<void> {
  await shareIntegration(tx, run);
  requireClaim(await claim(tx, run));
  await storeAccountReads(tx, run, readouts);
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
      return { kind: 'incomplete', code: 'VendorReadIncomplete', detail: read.detail };
    case 'gone':
    case 'failed': {
      const { code, detail, credentialCause } = read.failure;
      return {
        kind: read.kind,
        code,
        detail,
        ...(credentialCause === null ? {} : { credentialCause }),
      };
    }
  }
}

async function remaining(db: Database, run: SyncRunRef): Promise<BatchResult> {
  const totals = await readTotals(db, run);
  return {
    total: totals.total,
    remaining: totals.pending,
    done: totals.total - totals.pending,
    failed: totals.failed + totals.incomplete,
  };
}
