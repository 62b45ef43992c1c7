import type { HousekeepingReport, HousekeepingStep } from '../../contracts/temporal/housekeeping.ts';
import { causeLines, page, textsFor, titled } from './markdown.ts';

/** It is of no integration. */
const text = textsFor(null);

/** What operators read of a run of housekeeping in the Temporal UI, while it works … */
export const housekeepingUnderWay = (
  step: HousekeepingStep,
  reports: readonly HousekeepingReport[],
): string =>
  page(
    null,
    text(`temporal.housekeeping.now.${step}`),
    list(reports),
    text('temporal.housekeeping.continues'),
  );

/** … when all was done … */
export const housekeepingDone = (reports: readonly HousekeepingReport[]): string =>
  page(null, text('temporal.housekeeping.done'), list(reports), text('temporal.housekeeping.notices'));

/** … and when something was not: which step, why, what to press. */
export const housekeepingIncomplete = (reports: readonly HousekeepingReport[]): string =>
  page(
    null,
    text('temporal.housekeeping.incomplete'),
    ...reports.flatMap(({ step, failed, trouble }) => {
      if (trouble === null) return [];
      const cause = titled(trouble.code, null);
      const said =
        failed === 0
          ? text('temporal.housekeeping.step-failed', { step, cause })
          : text('temporal.housekeeping.step-failed-for', { step, failed, cause });
      return [said, ...causeLines(trouble, null)];
    }),
    list(reports),
    text('temporal.housekeeping.repeat'),
  );

/** What the failure says that closes it: the steps that were not done. */
export const housekeepingFailed = (reports: readonly HousekeepingReport[]): string => {
  const steps = reports.filter(({ trouble }) => trouble !== null).map(({ step }) => step);
  return text('temporal.housekeeping.failed', { steps: steps.join(', ') });
};

function list(reports: readonly HousekeepingReport[]): string | null {
  if (reports.length === 0) return null;
  return reports
    .map(({ step, seen, acted }) => text('temporal.housekeeping.report', { step, seen, acted }))
    .join('\n');
}
