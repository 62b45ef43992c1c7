import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { countKeys } from '../../../api/counts.ts';
import { forgetNewLine } from '../../../api/line-changes.ts';
import { integrationKeys } from '../../../api/integrations.ts';
import { useSession } from '../../../api/session.ts';
import { type Batch, type DecisionResult, sendDecisions } from '../../../api/usage-decisions.ts';
import {
  patchUsageRows,
  readAllUsageLines,
  readUsageLine,
  type UsageDetail,
  usageKeys,
  type UsageRow,
} from '../../../api/usage.ts';
import { takesEffect } from '../../../context/invoice-words.ts';
import { type Rejection, rejectionOfError } from './rejection-of-error.ts';
import { reviewTextsIn } from './texts.ts';

/** What happened to a row since it was loaded; its cells show it, its place stays. */
export interface RowState {
  readonly saving: boolean;
  /** As it stands now, where a decision met another version. */
  readonly moved: UsageDetail | null;
  readonly rejection: Rejection | null;
}

const calm: RowState = { saving: false, moved: null, rejection: null };

const rejectionOf = ({
  outcome,
  code,
  title,
  detail,
  advice,
  agreementTypeId,
}: DecisionResult): Rejection => ({
  code,
  title: title ?? code ?? reviewTextsIn(null)('console-usage-review.rejected'),
  detail,
  advice,
  agreementTypeId,
  isUnknown: outcome === 'unknown',
});

/** It shows that somebody decided; an open row may still be decided by what is on its way. */
const isDecided = ({ decision, waiting }: UsageRow): boolean => decision !== 'open' || waiting !== null;

/** Few enough to read each again; more are patched from the answer. */
const readAgainUpTo = 10;

export interface Decisions {
  readonly stateOf: (id: string) => RowState;
  /** Did somebody decide on this line here, on this page? */
  readonly isOwn: (id: string) => boolean;
  readonly isBusy: () => boolean;
  /** Rows that are saving take no further command. Never throws: a rejection stands at its row. */
  readonly decide: (batches: readonly Batch[]) => Promise<readonly DecisionResult[]>;
  /** Shows what was decided elsewhere than by {@link Decisions.decide}. */
  readonly settled: (result: DecisionResult) => Promise<void>;
  /** Reads one row again, in place; null: it could not be read, which its row says. */
  readonly reload: (id: string) => Promise<UsageDetail | null>;
  /** A landing question was answered: the rows that waited for it show where they land. */
  readonly reloadBillingTarget: (integrationId: string) => Promise<void>;
  readonly mark: (ids: readonly string[], change: Partial<RowState>) => void;
}

/** Sends decisions and keeps what became of each row. The table around them stands still. */
export function useDecisions(): Decisions {
  const client = useQueryClient();
  const { member } = useSession();
  const [states, setStates] = useState<ReadonlyMap<string, RowState>>(new Map());
  const busy = useRef(new Set<string>());
  const own = useRef(new Set<string>());

  const mark = useCallback((ids: readonly string[], change: Partial<RowState>) => {
    setStates((now) => {
      const next = new Map(now);
      for (const id of ids) next.set(id, { ...(next.get(id) ?? calm), ...change });
      return next;
    });
  }, []);

  const show = useCallback(
    (detail: UsageDetail) => {
      client.setQueryData(usageKeys.line(detail.id), detail);
      patchUsageRows(client, (row) => (row.id === detail.id ? detail : row));
    },
    [client],
  );

  const reload = useCallback(
    async (id: string): Promise<UsageDetail | null> => {
      try {
        const detail = await readUsageLine(id);
        show(detail);
        mark([id], calm);
        void forgetNewLine(client, id);
        return detail;
      } catch (error) {
        mark([id], { rejection: rejectionOfError(error) });
        return null;
      }
    },
    [client, show, mark],
  );

  /** Rows as they stand now, in place; without those that could not be read. */
  const readAgain = useCallback(
    async (ids: readonly string[]): Promise<readonly UsageRow[]> => {
      if (ids.length <= readAgainUpTo) {
        const details = await Promise.all(ids.map((id) => readUsageLine(id).catch(() => null)));
        const read = details.filter((detail) => detail !== null);
        for (const detail of read) show(detail);
        return read;
      }
      const all = await readAllUsageLines({}).catch(() => []);
      const byId = new Map(all.map((row) => [row.id, row]));
      const read = ids.flatMap((id) => byId.get(id) ?? []);
      const now = new Map(read.map((row) => [row.id, row]));
      patchUsageRows(client, (row) => now.get(row.id) ?? row);
      return read;
    },
    [client, show],
  );

  const settle = useCallback(
    async (results: readonly DecisionResult[], reasons: ReadonlyMap<string, string>) => {
      const taken = results.filter(({ outcome }) => outcome !== 'rejected' && outcome !== 'unknown');
      const rejected = results.filter(({ outcome }) => outcome === 'rejected');
      const unknown = results.filter(({ outcome }) => outcome === 'unknown');
      for (const result of [...rejected, ...unknown])
        mark([result.usageLineId], { rejection: rejectionOf(result) });
      const now = unknown.length === 0 ? [] : await readAgain(unknown.map(({ usageLineId }) => usageLineId));
      mark(
        now.filter(isDecided).map(({ id }) => id),
        calm,
      );
      if (taken.length <= readAgainUpTo)
        await Promise.all(taken.map(({ usageLineId }) => reload(usageLineId)));
      else {
        const byId = new Map(taken.map((result) => [result.usageLineId, result]));
        const by = { kind: 'member', id: member.id, name: member.name };
        patchUsageRows(client, (row) => withResult(row, byId.get(row.id), by, reasons.get(row.id) ?? null));
      }
      const moved = rejected.filter(({ code }) => code === 'LineChanged').slice(0, readAgainUpTo);
      await Promise.all(
        moved.map(async ({ usageLineId }) => {
          const now = await readUsageLine(usageLineId).catch(() => null);
          mark([usageLineId], { moved: now });
        }),
      );
    },
    [client, mark, member, readAgain, reload],
  );

  const countAgain = useCallback(() => {
    void client.invalidateQueries({ queryKey: integrationKeys.all });
    void client.invalidateQueries({ queryKey: countKeys.all });
    void client.invalidateQueries({ queryKey: usageKeys.allProposals });
  }, [client]);

  const decide = useCallback(
    async (batches: readonly Batch[]): Promise<readonly DecisionResult[]> => {
      const free = batches.map((batch) => ({
        ...batch,
        items: batch.items.filter(({ usageLineId }) => !busy.current.has(usageLineId)),
      }));
      const ids = free.flatMap(({ items }) => items.map(({ usageLineId }) => usageLineId));
      for (const id of ids) {
        busy.current.add(id);
        own.current.add(id);
      }
      mark(ids, { saving: true, rejection: null });
      const reasons = new Map(
        free
          .flatMap(({ items }) => items)
          .flatMap(({ usageLineId, reason }) => (reason == null ? [] : [[usageLineId, reason] as const])),
      );
      const all = await sendDecisions(free, async (results) => {
        await settle(results, reasons);
        const settled = results.map(({ usageLineId }) => usageLineId);
        for (const id of settled) busy.current.delete(id);
        mark(settled, { saving: false });
      });
      countAgain();
      return all;
    },
    [countAgain, mark, settle],
  );

  const settled = useCallback(
    async (result: DecisionResult) => {
      own.current.add(result.usageLineId);
      await settle([result], new Map());
      countAgain();
    },
    [countAgain, settle],
  );

  const reloadBillingTarget = useCallback(
    async (integration: string) => {
      const fresh = await readAllUsageLines({ integration }).catch(() => []);
      const byId = new Map(fresh.map(({ id, billingTarget }) => [id, billingTarget]));
      patchUsageRows(client, (row) =>
        row.billingTarget?.kind === 'not-set'
          ? { ...row, billingTarget: byId.get(row.id) ?? row.billingTarget }
          : row,
      );
    },
    [client],
  );

  const stateOf = useCallback((id: string): RowState => states.get(id) ?? calm, [states]);
  const isOwn = useCallback((id: string) => own.current.has(id), []);
  const isBusy = useCallback(() => busy.current.size > 0, []);
  return useMemo(
    () => ({ stateOf, isOwn, isBusy, decide, settled, reload, reloadBillingTarget, mark }),
    [stateOf, isOwn, isBusy, decide, settled, reload, reloadBillingTarget, mark],
  );
}

/** What the answer of a large batch says about a row. */
function withResult(
  row: UsageRow,
  result: DecisionResult | undefined,
  by: NonNullable<UsageRow['decisionDetail']>['by'],
  reason: string | null,
): UsageRow {
  if (result === undefined || result.outcome === 'rejected' || result.outcome === 'unknown') return row;
  const { approvalId, approvalLineId, change } = result;
  const isSetAside = result.outcome === 'held' || result.outcome === 'dismissed';
  const isApproved =
    result.outcome === 'approved' && approvalId !== null && approvalLineId !== null && change !== null;
  return {
    ...row,
    version: result.lineVersion ?? row.version,
    decision: result.outcome,
    decisionDetail: isSetAside
      ? {
          by,
          at: new Date().toISOString(),
          reason,
          quantity: null,
          billingTarget: null,
          targetPsaLineId: null,
          newLine: null,
        }
      : row.decisionDetail,
    waiting: isApproved
      ? {
          approvalId,
          approvalLineId,
          state: 'queued',
          before: change.before,
          after: change.after,
          targetInvoice: {
            code: '',
            message: takesEffect(change.billingTarget, change.invoiceDate),
            params: {},
          },
          billingTarget: change.billingTarget,
          invoiceDate: change.invoiceDate,
          // Until the list is read again: what was approved is what differed.
          furtherVariance: null,
        }
      : row.waiting,
  };
}
