import type { AccountHistoryInfo } from '../../api/history.ts';
import { seatStatuses } from '../../components/seat-statuses.ts';

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

/** Every reading, every move of the PSA quantity and every approval; newest first, each with what held then. `psa`: its name. */
export function historyRows({ readings, lines, approvals }: History, psa: string): readonly HistoryRow[] {
  const psaAt = (at: string): string | null =>
    lines.filter((line) => line.at <= at).at(-1)?.psaQuantity ?? null;
  const moves = lines.filter((line, index) => line.psaQuantity !== (lines[index - 1]?.psaQuantity ?? null));
  const rows: HistoryRow[] = [
    ...readings.map((reading, index) => ({
      id: `reading-${index}`,
      at: reading.readAt,
      what: reading.seats === null ? 'no count' : 'count',
      seats: reading.seats,
      psaQuantity: psaAt(reading.readAt),
      note: reading.cause?.title ?? seatStatuses(reading.byStatus),
      approvalId: null,
    })),
    ...moves.map((line) => ({
      id: `line-${line.usageLineId}-${line.version}-${line.at}`,
      at: line.at,
      what: `${psa} quantity`,
      seats: line.vendorQuantity,
      psaQuantity: line.psaQuantity,
      note: line.kind,
      approvalId: null,
    })),
    ...approvals.map((approval) => ({
      id: approval.approvalLineId,
      at: approval.at,
      what: 'approval',
      seats: null,
      psaQuantity: psaAt(approval.at),
      note: `${approval.before} → ${approval.after}, ${approval.targetInvoice}, ${approval.state}; by ${approval.by.name ?? 'a former member'}`,
      approvalId: approval.approvalId,
    })),
  ];
  return rows.sort((one, other) => other.at.localeCompare(one.at));
}
