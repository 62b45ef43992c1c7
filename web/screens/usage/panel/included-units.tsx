import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { ApiError } from '../../../values/problem.ts';
import type { LineSource, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { formatDecimal } from '../../../values/format.ts';
import { TextField } from '../../../components/text-field.tsx';
import { useNextField } from '../../../components/use-next-field.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { signOf } from '../../../values/decimals.ts';
import { SavingMark } from '../../mapping/saving-mark.tsx';
import { includedUnits, resultOf, type IncludedAnswer } from '../../usage-line/included-units.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { type PanelText, usePanelTexts } from './texts.ts';
import { usePendingAnswers } from './use-pending-answers.ts';

const answers: readonly IncludedAnswer[] = ['part', 'beside'];

/**
 * What the free units of one line are: a part of the seats, or units beside them. Asked once and remembered with its
 * reason (RULES 9); both answers show what they mean in numbers.
 */
export function IncludedQuestion({
  row,
  line,
  onClose,
}: {
  readonly row: UsageRow;
  readonly line: LineSource;
  /** Where an answer is changed: back to what stands. */
  readonly onClose?: (() => void) | undefined;
}) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const text = usePanelTexts(row.integrationId);
  const { say } = useAnnouncer();
  const { psaLineId, lessIncluded, included } = line;
  const [answer, setAnswer] = useState(included?.answer ?? null);
  const [reason, setReason] = useState(included?.reason ?? '');
  const source = useNextField(answer);
  const [error, setError] = useState<ApiError | null>(null);
  const about = { line: psaLineId, name: shortText(row.label) };
  const { pending, submit } = usePendingAnswers(
    row,
    {
      saving: text('console-usage-panel.included.saving', about),
      saved: text('console-usage-panel.included.saved', about),
    },
    (decision) => decision.kind === 'included' && decision.psaLineId === psaLineId,
    (rejection) => {
      setError(rejection);
      if (rejection === null) {
        say(text('console-usage-panel.saved'));
        onClose?.();
      }
      void decisions.reload(row.id);
    },
  );
  const companyId = row.company?.id ?? null;
  const missing =
    closed('map') ??
    (answer === null ? text('console-usage-panel.included.missing-answer') : null) ??
    (reason.trim() === '' ? text('console-usage-panel.included.missing-source') : null);
  const save = (): void => {
    if (answer === null || companyId === null || lessIncluded === null) return;
    setError(null);
    submit([
      {
        kind: 'included',
        companyId,
        vendorServiceId: row.service.id,
        psaLineId,
        lessIncluded,
        action: answer,
        reason: reason.trim(),
      },
    ]);
  };
  return (
    <div className="flex flex-col gap-2 rounded-card border border-line p-3">
      <p className="font-medium">
        {filled(questionOf(line, text), <VendorText text={line.agreementName} />)}
      </p>
      <RadioGroup.Root
        aria-label={text('console-usage-panel.included', { line: psaLineId })}
        value={answer ?? ''}
        disabled={pending !== null || closed('map') !== null}
        onValueChange={(value) => setAnswer(value as IncludedAnswer)}
        onClickCapture={source.onClick}
        className="flex flex-col gap-1"
      >
        {answers.map((each) => (
          <Radio key={each} value={each}>
            {answerWords(row, line, each, text)}
          </Radio>
        ))}
      </RadioGroup.Root>
      <TextField
        label={text('console-usage-panel.included.source')}
        value={reason}
        onChange={setReason}
        ref={source.field}
      />
      <p className="text-table text-ink-3">{text('console-usage-panel.included.applies')}</p>
      {error === null ? null : <ErrorCard error={error} />}
      {pending === null ? null : <SavingMark phase={pending.phase} />}
      <span className="flex flex-wrap items-start gap-2">
        <ButtonWithReason dense look="primary" reason={missing} busy={pending !== null} onClick={save}>
          {text('console-usage-panel.included.save')}
        </ButtonWithReason>
        {onClose === undefined ? null : (
          <Button dense onClick={onClose}>
            {text('console-usage-panel.cancel')}
          </Button>
        )}
      </span>
    </div>
  );
}

function questionOf({ lessIncluded, quantity, productIdentifier }: LineSource, text: PanelText): string {
  const known = {
    units: formatDecimal(lessIncluded ?? ''),
    item: productIdentifier ?? text('console-usage-panel.included.units'),
    on: slot(0),
  };
  return quantity === null
    ? text('console-usage-panel.included.question-quantity-missing', known)
    : text('console-usage-panel.included.question', { ...known, quantity: formatDecimal(quantity) });
}

/** An answer and what it would make of the numbers: "Included in the seat count: 33 seats, billed 30: +3". */
function answerWords(row: UsageRow, line: LineSource, answer: IncludedAnswer, text: PanelText): string {
  const name = text(`console-usage-panel.included.${answer}`);
  const result = resultOf(row, line, answer);
  if (result === null) return name;
  const { billable, beside, total, billed, change } = result;
  const seats =
    row.rule === null
      ? text('console-usage-panel.source.seats', { count: billable })
      : text('console-usage-panel.included.billable', { count: billable });
  return text('console-usage-panel.included.result', {
    answer: name,
    seats:
      signOf(beside) === 0
        ? seats
        : text('console-usage-panel.included.sum', {
            seats,
            units: formatDecimal(beside),
            total: formatDecimal(total),
          }),
    billed: formatDecimal(billed),
    result:
      signOf(change) === 0
        ? text('console-usage-panel.included.matched')
        : formatDecimal(change, { signed: true }),
  });
}

/** Next to a line's quantity: how many are free and what they are, with a way to say otherwise. */
export function IncludedAnswerOf({ row, line }: { readonly row: UsageRow; readonly line: LineSource }) {
  const { closed } = useRules();
  const text = usePanelTexts(row.integrationId);
  const [changing, setChanging] = useState(false);
  if (includedUnits(line) === null || line.included === null || !line.live) return null;
  if (changing) return <IncludedQuestion row={row} line={line} onClose={() => setChanging(false)} />;
  const why = closed('map');
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>
        {filled(
          text(`console-usage-panel.included.stands-${line.included.answer}`, {
            units: formatDecimal(line.lessIncluded ?? ''),
            source: slot(0),
          }),
          <VendorText text={line.included.reason} />,
        )}
      </span>
      <Button
        dense
        look="quiet"
        closed={why !== null}
        title={why ?? undefined}
        aria-label={text('console-usage-panel.included.change-of', { line: line.psaLineId })}
        onClick={() => setChanging(true)}
      >
        {text('console-usage-panel.included.change')}
      </Button>
    </span>
  );
}
