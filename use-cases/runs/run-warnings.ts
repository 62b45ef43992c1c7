import type { IntegrationKey } from '../../domain/keys.ts';
import type { RunOutcome } from '../../domain/runs/run-outcome.ts';
import {
  accountsMissing,
  accountsSkipped,
  linesMissing,
  nothingRead,
  type RunWarning,
  seatsDropped,
} from '../../domain/runs/run-warnings.ts';
import { defaultCheckLimits } from '../../domain/defaults.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { statusTotals } from '../../db/usage/control-totals.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import { linesVanishedIn } from '../../db/runs/vanished-line-counts.ts';
import { listedBefore, type RunRows } from '../../db/runs/run-rows.ts';
import type { SyncRun } from '../../db/runs/sync-runs.ts';

/** Everything about a run that ended well which keeps it from being a clean success, the gravest first. */
export async function runWarnings(
  tx: Tx,
  run: SyncRun,
  rows: RunRows,
  { totals, forgiven }: Extract<RunOutcome, { readonly kind: 'ended' }>,
): Promise<readonly RunWarning[]> {
  const warnings: (RunWarning | null)[] = [];
  if (run.mode !== 'usage-line') {
    const limits = { ...defaultCheckLimits, ...(await compositionSettings(tx, run)).checks };
    const status = await statusTotals(tx, run);
    if (status !== null) warnings.push(seatsDropped(status.fall, limits));
    warnings.push(linesMissing(await linesVanishedIn(tx, run), limits));
    if (run.mode === 'full') {
      const listed = totals.listed - totals.gone;
      const facts = { listed, listedBefore: await listedBefore(tx, run), ...rows };
      warnings.push(accountsMissing(facts, limits));
    }
  }
  warnings.push(accountsSkipped(forgiven), nothingRead(totals.listed, rows.agreements));
  return warnings.filter((warning) => warning !== null);
}

/**
 * One open notice for each cause; a run without it closes it. Missing accounts are known to a full run alone. Skipped
 * accounts have none: a person excluded or acknowledged them.
 */
export async function noteWarnings(tx: Tx, run: SyncRun, warnings: readonly RunWarning[]): Promise<void> {
  const codes =
    run.mode === 'full'
      ? (['SeatsDropped', 'LinesMissing', 'AccountsMissing'] as const)
      : (['SeatsDropped'] as const);
  const key: IntegrationKey = run;
  for (const code of codes) {
    const warning = warnings.find((one) => one.code === code);
    if (warning === undefined) await closeNotices(tx, key, code);
    else await raiseNotice(tx, key, { code, subject: 'sync', detail: warning.detail });
  }
}
