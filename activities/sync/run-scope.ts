import { message } from '../../messages/message.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { SyncRun } from '../../db/runs/sync-runs.ts';
import { usageLineScope } from '../../db/usage/usage-line-scope.ts';
import type { LineScope } from '../../domain/usage/line-scope.ts';
import { permanent } from '../runtime/failures.ts';

/** What a `usage-line` run reads; null for every other mode. Ends the run where its line is no more. */
export async function runScope(db: Queryable, run: SyncRun): Promise<LineScope | null> {
  if (run.groupKey === null) return null;
  const scope = await usageLineScope(db, run, run.groupKey);
  if (scope === null) {
    throw permanent('UsageLineGone', message('runs.line-removed'));
  }
  return scope;
}
