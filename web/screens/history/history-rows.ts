import type { AccountHistoryInfo } from '../../api/history.ts';
import { kindWords } from '../../components/kind-words.ts';
import { seatStatuses } from '../../components/seat-statuses.ts';
import { changeText } from '../../components/state-text.ts';
import type { Words } from '../../components/words.ts';
import type { HistoryText } from './texts.ts';

export interface HistoryRow {
  readonly id: string;
  readonly at: string;
  readonly what: string;
  /** Null: no complete count, which is not zero. */
  readonly seats: number | null;
  readonly psaQuantity: string | null;
  readonly note: string;
  readonly approvalId: string | null;
}

type History = Pick<AccountHistoryInfo, 'readings' | 'lines' | 'approvals'>;

/** Every reading, every move of the PSA quantity and every approval; newest first, each with what held then. */
export function historyRows(
  { readings, lines, approvals }: History,
  text: HistoryText,
  words: Words,
): readonly HistoryRow[] {
  const psaAt = (at: string): string | null =>
    lines.filter((line) => line.at <= at).at(-1)?.psaQuantity ?? null;
  const moves = lines.filter((line, index) => line.psaQuantity !== (lines[index - 1]?.psaQuantity ?? null));
  const rows: HistoryRow[] = [
    ...readings.map((reading, index) => ({
      id: `reading-${index}`,
      at: reading.readAt,
      what: text(reading.seats === null ? 'console-history.no-count' : 'console-history.count'),
      seats: reading.seats,
      psaQuantity: psaAt(reading.readAt),
      note: reading.cause?.title ?? seatStatuses(reading.byStatus),
      approvalId: null,
    })),
    ...moves.map((line) => ({
      id: `line-${line.usageLineId}-${line.version}-${line.at}`,
      at: line.at,
      what: text('console-history.psa-quantity'),
      seats: line.vendorQuantity,
      psaQuantity: line.psaQuantity,
      note: kindWords(line.kind, words),
      approvalId: null,
    })),
    ...approvals.map((approval) => ({
      id: approval.approvalLineId,
      at: approval.at,
      what: text('console-history.approval'),
      seats: null,
      psaQuantity: psaAt(approval.at),
      note: text('console-history.approved', {
        before: approval.before,
        after: approval.after,
        target: approval.targetInvoice.message,
        state: changeText(approval.state),
        who: approval.by.name ?? text('console-history.former-member'),
      }),
      approvalId: approval.approvalId,
    })),
  ];
  return rows.sort((one, other) => other.at.localeCompare(one.at));
}
