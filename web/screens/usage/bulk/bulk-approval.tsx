import { useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { useWordsOf } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { Modal } from '../../../components/modal.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { batchesOf, type BulkPlan, byInvoice, largestOf, planOf } from './bulk-plan.ts';
import { bulkWords } from './bulk-words.ts';
import { BillingTargetQuestion } from '../panel/billing-target-question.tsx';
import { moneyText, varianceText } from '../../usage-line/line-facts.ts';
import { withSums } from '../../usage-line/with-sums.tsx';
import { useDeciding, useDrafts, useRules } from '../review/review.tsx';
import { useBulkTexts } from './texts.ts';

/** The summary before many are approved: what goes up, what goes down and is checked one by one, what is left out. */
export function BulkApproval({
  rows,
  onDone,
  onClose,
}: {
  /** As they stand in the table now. */
  readonly rows: readonly UsageRow[];
  readonly onDone: (rejected: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}) {
  const { currency, month, approveWord, closed } = useRules();
  const { decisions, undo } = useDeciding();
  const { draftOf } = useDrafts();
  const wordsOf = useWordsOf();
  const toast = useToast();
  const text = useBulkTexts();
  const { key } = useFormKey();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  // While it is being sent the summary says what is sent, whatever becomes of its rows meanwhile.
  const [sent, setSent] = useState<BulkPlan | null>(null);
  const busy = sent !== null;
  const plan = sent ?? planOf(rows, draftOf, (id) => decisions.stateOf(id).moved !== null, wordsOf, text);
  const chosen = plan.decreases.filter(({ id }) => ticked.has(id));
  const count = plan.increases.length + chosen.length;
  const first = rows[0];
  const willPropose = first !== undefined && approveWord(first) === 'propose';
  const send = async (): Promise<void> => {
    setSent(plan);
    const results = await decisions.decide(batchesOf(key, plan.increases, chosen, draftOf));
    const approved = results.filter(({ outcome }) => outcome === 'approved');
    const isProposal = results.some(({ outcome }) => outcome === 'proposed');
    toast(
      bulkWords(isProposal ? 'propose' : 'approve', results, month, text),
      ...(approved.length === 0
        ? []
        : [() => void undo(approved, text('console-usage-bulk.open-again', { count: approved.length }))]),
    );
    onDone(
      new Set(results.filter(({ outcome }) => outcome === 'rejected').map(({ usageLineId }) => usageLineId)),
    );
    onClose();
  };
  const reason = closed('propose') ?? (count === 0 ? text('console-usage-bulk.none') : null);
  return (
    <Modal title={text('console-usage-bulk.review', { count: rows.length })} onClose={onClose} wide>
      <div className="flex flex-col gap-4">
        <p>
          <span className="font-semibold">
            {text('console-usage-bulk.increases', { count: plan.increases.length })}
          </span>{' '}
          {plan.increases.length === 0 ? '' : withSums(plan.increases, currency, (sums) => sums)}
        </p>
        {byInvoice([...plan.increases, ...chosen]).map(([invoice, some]) => (
          <p key={invoice} className="text-table text-ink-2">
            {withSums(some, currency, (sums) =>
              text('console-usage-bulk.by-invoice', { invoice, count: some.length, sums }),
            )}
          </p>
        ))}
        <Largest rows={[...plan.increases, ...chosen]} />
        {[...plan.billingTargetAsked].map(([typeId, row]) => (
          <BillingTargetQuestion key={typeId} row={row} typeId={typeId} />
        ))}
        <Decreases rows={plan.decreases} ticked={ticked} disabled={busy} onTick={setTicked} />
        <LeftOutList plan={plan} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-usage-bulk.cancel')}</Button>
          <ButtonWithReason
            look="primary"
            busy={busy}
            reason={reason}
            reasonAt="before"
            onClick={() => void send()}
          >
            {text(willPropose ? 'console-usage-bulk.propose-changes' : 'console-usage-bulk.approve-changes', {
              count,
            })}
          </ButtonWithReason>
        </div>
      </div>
    </Modal>
  );
}

function Largest({ rows }: { readonly rows: readonly UsageRow[] }) {
  const text = useBulkTexts();
  if (rows.length === 0) return null;
  return (
    <section aria-label={text('console-usage-bulk.largest')}>
      <h3 className="mb-1 text-label font-semibold text-ink-2">{text('console-usage-bulk.largest')}</h3>
      <ul className="text-table">
        {largestOf(rows).map((row) => (
          <li key={row.id} className="flex gap-4">
            <span className="min-w-0 grow">
              <VendorText text={row.label} oneLine />
            </span>
            <span>{varianceText(row)}</span>
            <span className="w-24 text-right">{moneyText(row)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Never by select-all: each is ticked by itself (RULES 7). */
function Decreases({
  rows,
  ticked,
  disabled,
  onTick,
}: {
  readonly rows: readonly UsageRow[];
  readonly ticked: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onTick: (ids: ReadonlySet<string>) => void;
}) {
  const { currency } = useRules();
  const text = useBulkTexts();
  if (rows.length === 0) return null;
  const tick = (id: string, on: boolean): void => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    onTick(next);
  };
  return (
    <fieldset disabled={disabled} className="rounded-card border border-line p-3">
      <legend className="px-1 font-semibold">
        {withSums(rows, currency, (sums) =>
          text('console-usage-bulk.decreases', { count: rows.length, sums }),
        )}
      </legend>
      <p className="mb-1 text-table text-ink-2">{text('console-usage-bulk.check-each')}</p>
      {rows.map((row) => (
        <label key={row.id} className="flex min-h-7 items-center gap-2 text-table">
          <input
            type="checkbox"
            aria-label={text('console-usage-bulk.include', { line: shortText(row.label) })}
            className="size-4 accent-accent"
            checked={ticked.has(row.id)}
            onChange={(event) => tick(row.id, event.target.checked)}
          />
          <span className="min-w-0 grow">
            <VendorText text={row.label} oneLine />
          </span>
          <span>{varianceText(row)}</span>
          <span className="w-24 text-right">{moneyText(row)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function LeftOutList({ plan: { leftOut } }: { readonly plan: ReturnType<typeof planOf> }) {
  const text = useBulkTexts();
  if (leftOut.length === 0) return null;
  return (
    <section aria-label={text('console-usage-bulk.left-out')}>
      <h3 className="mb-1 text-label font-semibold text-ink-2">{text('console-usage-bulk.left-out')}</h3>
      <ul className="text-table text-ink-2">
        {leftOut.map(({ reason, rows }) => (
          <li key={reason}>
            {rows.length > 3
              ? text('console-usage-bulk.left-out-lines', { count: rows.length, reason })
              : text('console-usage-bulk.left-out-named', {
                  count: rows.length,
                  reason,
                  names: rows.map(({ label }) => shortText(label)),
                })}
          </li>
        ))}
      </ul>
    </section>
  );
}
