import { textOf } from './notice-text.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { AttemptOptions, Wish, WritingUnderTest } from './writing-under-test.ts';

export interface Ended {
  readonly state: ApprovalLineState;
  readonly code: string | null;
  /** Why it stands still, where it does. */
  readonly blocked: string | null;
  /** Requests to change the line that reached the PSA since the approval, and changes it made of them. */
  readonly requests: number;
  readonly writes: number;
}

/** Steps that tests of writing share, on lines of the scenario in turn: each test has one of its own. */
export function writingSteps(writing: WritingUnderTest) {
  let round = 0;
  return {
    /** Approves one more, or `by` more, than the next line has. */
    async approveNext({ by = 1, ...wish }: Omit<Wish, 'after'> & { readonly by?: number } = {}) {
      const label = writing.adjustable[round % writing.adjustable.length]!;
      round += 1;
      const row = await writing.db
        .selectFrom('usageLine')
        .select('psaQuantity')
        .where('label', '=', label)
        .executeTakeFirstOrThrow();
      return writing.approve(label, { ...wish, after: String(Number(row.psaQuantity) + by) });
    },
    /** Attempts until nothing is due, and their results. */
    async settled(line: ApprovalLine, options?: AttemptOptions): Promise<Ended> {
      const { blocked } = await writing.untilSettled(line, options);
      const { state, code } = await writing.line(line);
      const since = (entries: readonly { readonly at: string }[]): number =>
        entries.filter(({ at }) => at >= line.approvedAt).length;
      const { requests, writes } = await writing.traffic(line.psaLineId);
      return { state, code, blocked, requests: since(requests), writes: since(writes) };
    },
    openNotices: async (code: string) => {
      const rows = await writing.db
        .selectFrom('notice')
        .select(['id', 'detail', 'subject'])
        .where('code', '=', code)
        .where('state', '=', 'open')
        .execute();
      return rows.map(({ id, detail, subject }) => ({ id, detail: textOf(detail), subject }));
    },
  };
}

export type WritingSteps = ReturnType<typeof writingSteps>;
