import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { ApiError } from '../../../values/problem.ts';
import type { LineSource, UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { Button } from '../../../components/button.tsx';
import { ClosedButton } from '../../../components/closed-button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { formatDecimal } from '../../../values/format.ts';
import { TextField } from '../../../components/text-field.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { SavingMark } from '../../mapping/saving-mark.tsx';
import { answerWords, includedUnits, type IncludedAnswer } from '../../usage-line/included-units.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { useAnswersOnTheirWay } from './use-answers-on-their-way.ts';

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
  const { psa } = useWords(row.integrationId);
  const { say } = useAnnouncer();
  const { psaLineId, lessIncluded, included } = line;
  const [answer, setAnswer] = useState(included?.answer ?? null);
  const [reason, setReason] = useState(included?.reason ?? '');
  const [error, setError] = useState<ApiError | null>(null);
  const { pending, submit } = useAnswersOnTheirWay(
    row,
    `Free units of line ${psaLineId}`,
    (decision) => decision.kind === 'included' && decision.psaLineId === psaLineId,
    (rejection) => {
      setError(rejection);
      if (rejection === null) {
        say('Saved.');
        onClose?.();
      }
      void decisions.reload(row.id);
    },
  );
  const companyId = row.company?.id ?? null;
  const missing =
    closed('map') ??
    (answer === null ? 'Say which of the two they are.' : null) ??
    (reason.trim() === '' ? 'Say how you know.' : null);
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
        {formatDecimal(lessIncluded ?? '')} of{' '}
        {line.quantity === null ? 'these' : formatDecimal(line.quantity)} {line.productIdentifier ?? 'units'}{' '}
        on <VendorText text={line.agreementName} /> cost nothing. What are they?
      </p>
      <RadioGroup.Root
        aria-label={`Free units of line ${psaLineId}`}
        value={answer ?? ''}
        disabled={pending !== null || closed('map') !== null}
        onValueChange={(value) => setAnswer(value as IncludedAnswer)}
        className="flex flex-col gap-1"
      >
        {answers.map((each) => (
          <Radio key={each} value={each}>
            {answerWords(row, line, each)}
          </Radio>
        ))}
      </RadioGroup.Root>
      <TextField label="How do you know?" value={reason} onChange={setReason} />
      <p className="text-table text-ink-3">
        Remembered for this line. {psa} says another number of free units: asked again.
      </p>
      {error === null ? null : <ErrorCard error={error} />}
      {pending === null ? null : <SavingMark phase={pending.phase} />}
      <span className="flex flex-wrap items-start gap-2">
        <ClosedButton dense look="primary" reason={missing} busy={pending !== null} onClick={save}>
          Save answer
        </ClosedButton>
        {onClose === undefined ? null : (
          <Button dense onClick={onClose}>
            Cancel
          </Button>
        )}
      </span>
    </div>
  );
}

/** Beside a line's quantity: how many are free and what they are, with a way to say otherwise. */
export function IncludedAnswerOf({ row, line }: { readonly row: UsageRow; readonly line: LineSource }) {
  const { closed } = useRules();
  const [changing, setChanging] = useState(false);
  if (includedUnits(line) === null || line.included === null || !line.live) return null;
  if (changing) return <IncludedQuestion row={row} line={line} onClose={() => setChanging(false)} />;
  const why = closed('map');
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <span>
        {formatDecimal(line.lessIncluded ?? '')} free,{' '}
        {line.included.answer === 'part' ? 'part of the seats' : 'beside the seats'}:{' '}
        <VendorText text={line.included.reason} />
      </span>
      <Button
        dense
        look="quiet"
        closed={why !== null}
        title={why ?? undefined}
        aria-label={`Change what the free units of line ${line.psaLineId} are`}
        onClick={() => setChanging(true)}
      >
        Change…
      </Button>
    </span>
  );
}
