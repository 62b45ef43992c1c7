import type { HousekeepingReport, HousekeepingStep } from '../../contracts/temporal/housekeeping.ts';
import { causeLines, page, titled } from './markdown.ts';

const words: Readonly<Record<HousekeepingStep, { readonly does: string; readonly acted: string }>> = {
  audit: { does: 'creating audit checkpoints and verifying the chain', acted: 'with new checkpoints' },
  ledger: { does: 'comparing approved changes with the audit', acted: 'with differences' },
  schedules: { does: 'comparing schedules with their rows', acted: 'put right' },
  'missed-runs': { does: 'looking for runs that did not begin', acted: 'missed' },
  approvals: { does: 'ending approvals whose time is over', acted: 'with some ended' },
  'vendor-credentials': { does: 'trying vendor credentials', acted: 'tried' },
  'psa-credentials': { does: 'trying PSA credentials', acted: 'tried' },
  'old-records': { does: 'forgetting what is kept no longer', acted: 'with some forgotten' },
};

/** What operators read of a run of housekeeping in the Temporal UI, while it works … */
export const housekeepingUnderWay = (
  step: HousekeepingStep,
  reports: readonly HousekeepingReport[],
): string =>
  page(null, `**Now:** ${words[step].does}.`, list(reports), 'Press nothing: it goes on by itself.');

/** … when all was done … */
export const housekeepingDone = (reports: readonly HousekeepingReport[]): string =>
  page(null, 'Every step was done.', list(reports), 'Press nothing. What needs a person is a notice.');

/** … and when something was not: which step, why, what to press. */
export const housekeepingIncomplete = (reports: readonly HousekeepingReport[]): string =>
  page(
    null,
    '**Not everything was done.** The other steps were.',
    ...reports.flatMap(({ step, failed, trouble }) =>
      trouble === null
        ? []
        : [
            `**${step}** (${words[step].does}${failed === 0 ? '' : `, ${failed} failed`}): ${titled(trouble.code, null)}`,
            ...causeLines(trouble, null),
          ],
    ),
    list(reports),
    'When the cause is gone press **Reset** to the first workflow task, or **Trigger** the schedule `housekeeping`; the next hour does the same by itself. Each step looks at rows again and does nothing twice.',
  );

function list(reports: readonly HousekeepingReport[]): string | null {
  if (reports.length === 0) return null;
  return reports
    .map(({ step, seen, acted }) => `* ${step}: ${seen} seen, ${acted} ${words[step].acted}`)
    .join('\n');
}
