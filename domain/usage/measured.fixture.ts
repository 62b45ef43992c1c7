import type { ComposedLine } from './composition.ts';
import { amountOfLine, measureTotals, type MeasureTotals, oneLine } from './measure-totals.ts';
import { measureOf } from './measures.ts';

/** The measures of composed lines about which nobody decided anything but what waits already. */
export const measured = (lines: readonly ComposedLine[]): Required<MeasureTotals> =>
  measureTotals(
    lines.map(({ kind, flags, notRead, money }) => ({
      measure: measureOf({
        kind,
        decision: flags.some(({ flag }) => flag === 'waiting') ? 'approved' : 'open',
        flags: flags.map(({ flag }) => flag),
        open: true,
        read: notRead === null,
      }),
      billedTwice: kind === 'billed-twice',
      ...oneLine(amountOfLine(money)),
    })),
  );
