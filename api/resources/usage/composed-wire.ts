import type { FallingAccounts } from '../../../domain/usage/checks.ts';
import { shrinkReason } from '../../../domain/usage/checks.ts';
import type { ComposedLine, LineSource, UsageMoney } from '../../../domain/usage/composition.ts';
import type { ControlTotals } from '../../../domain/comparison/control-totals.ts';
import type { UsageLineFlag } from '../../../domain/usage/line-flags.ts';
import type { BillingTargetDecision } from '../../../domain/usage/billing-target.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { messageWire } from '../../rendering.ts';

/** Parts of a composed line with the texts of their messages. */

export const moneyWire = ({ note, ...money }: UsageMoney, render: Renderer) => ({
  ...money,
  note: note === null ? null : messageWire(render, note),
});

/** How many accounts dropped is not the line's own: it is said in the figures of the last composition. */
export const flagWire = (flag: UsageLineFlag, fallOfAll: FallingAccounts | null, render: Renderer) => ({
  ...flag,
  reason: messageWire(
    render,
    flag.flag === 'held' && flag.check === 'shrink-of-many' && fallOfAll !== null
      ? shrinkReason(fallOfAll)
      : flag.reason,
  ),
});

export const sourceWire = <S extends LineSource>({ notLiveReason, ...source }: S, render: Renderer) => ({
  ...source,
  notLiveReason: notLiveReason === null ? null : messageWire(render, notLiveReason),
});

/** As the evidence of an approval: all of it but what it costs, which not every reader may see. */
export function composedWire(line: ComposedLine, render: Renderer) {
  const { perMonth: _, ...composed } = line;
  return {
    ...composed,
    flags: composed.flags.map((flag) => flagWire(flag, null, render)),
    notRead:
      composed.notRead === null
        ? null
        : { ...composed.notRead, reason: messageWire(render, composed.notRead.reason) },
    billingTarget: composed.billingTarget === null ? null : targetWire(composed.billingTarget, render),
    money: moneyWire(composed.money, render),
    lines: composed.lines.map((line) => sourceWire(line, render)),
    ...(composed.alsoCandidates && {
      alsoCandidates: composed.alsoCandidates.map((line) => sourceWire(line, render)),
    }),
    ...(composed.childLines && { childLines: composed.childLines.map((line) => sourceWire(line, render)) }),
    ...(composed.found && { found: composed.found.map((line) => sourceWire(line, render)) }),
    ...(composed.vanished && {
      vanished: composed.vanished.map((line) => ({
        ...sourceWire(line, render),
        became: messageWire(render, line.became),
      })),
    }),
    warnings: composed.warnings.map((warning) => messageWire(render, warning)),
    reason: messageWire(render, composed.reason),
  };
}

const targetWire = (decision: BillingTargetDecision, render: Renderer) =>
  decision.kind === 'cannot' ? { ...decision, reason: messageWire(render, decision.reason) } : decision;

export const totalsWire = ({ mismatches, ...totals }: ControlTotals, render: Renderer) => ({
  ...totals,
  mismatches: mismatches.map((mismatch) => messageWire(render, mismatch)),
});
