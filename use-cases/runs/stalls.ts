import { type Message, message } from '../../messages/message.ts';
import { causeWithCode } from '../cause-message.ts';
import { stallKind } from '../../contracts/errors/stalls.ts';
import { syncs } from '../../domain/defaults.ts';
import type { ReadSide } from '../../domain/sync-runs.ts';
import { announce } from '../../db/integrations/commands.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { claim } from '../../db/readings/account-reads.ts';
import type { RunRef } from '../../db/runs/run-ref.ts';
import { forgetStall, keepStall, type RunStall, stalledRuns } from '../../db/runs/run-stalls.ts';

/** Notes why a run does not go on. True: it is news, another cause than before or the first. */
export async function noteStall(tx: Tx, run: RunRef, stall: RunStall): Promise<boolean> {
  if ((await claim(tx, run, 'change')) !== 'held') return false;
  const kept = await keepStall(tx, run, stall);
  if (kept !== 'known') await announce(tx, run, 'sync-run', run.syncRunId);
  return kept === 'news';
}

/** This side of the run goes on: where it was the one that stood still, the notice is over. */
export async function endStall(tx: Tx, run: RunRef, side: ReadSide): Promise<void> {
  if (!(await forgetStall(tx, run, side))) return;
  await closeNotices(tx, run, 'SyncStalled');
  await announce(tx, run, 'sync-run', run.syncRunId);
}

/**
 * One notice for each run that has stood still for ten minutes, or waited for two hours as a vendor asked; it closes when
 * the run goes on or ends.
 */
export async function noticeStalls(db: Database, now: Date): Promise<void> {
  for (const run of await stalledRuns(db, new Date(now.getTime() - syncs.stallNotifiedMs))) {
    const waits = run.until !== null && run.until > now;
    // It goes on by itself at a time that is known, and says so where people look at it.
    if (waits && now.getTime() - run.since.getTime() < syncs.waitNotifiedMs) continue;
    await db.transaction().execute((tx) =>
      keepNotice(tx, run, {
        code: 'SyncStalled',
        subject: 'sync',
        detail: stalledFor(run),
      }),
    );
  }
}

function stalledFor({ code, detail, since, until }: RunStall): Message {
  const stall = { since: since.toISOString(), cause: causeWithCode(code, detail) };
  if (stallKind(code) !== 'waiting') return message('runs.stalled', stall);
  return until === null
    ? message('runs.waiting', stall)
    : message('runs.waiting-until', { ...stall, until: until.toISOString() });
}
