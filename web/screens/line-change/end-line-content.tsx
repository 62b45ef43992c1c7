import { RadioGroup } from 'radix-ui';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { type EndOffer, sendEndLine, useLinePreview, useLinesToEnd } from '../../api/line-changes.ts';
import type { DecisionResult } from '../../api/usage-decisions.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { asApiError } from '../../values/problem.ts';
import { amount } from '../../values/figure.ts';
import { formatDay, formatDecimal } from '../../values/format.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard, FailureCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Radio } from '../../components/radio.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { EndLineDialogProps } from './end-line-dialog.tsx';
import { PreviewPart } from './preview-part.tsx';
import { type LineChangeText, useLineChangeTexts } from './texts.ts';

type ClosableLine = EndOffer['lines'][number];

export default function EndLineContent(props: EndLineDialogProps) {
  const { line, onClose } = props;
  const text = useLineChangeTexts(line.integrationId);
  const query = useLinesToEnd(line.id);
  return (
    <Modal title={text('console-line-change.end', { name: shortText(line.label) })} onClose={onClose}>
      <QueryView query={query} rows={6}>
        {(offer) =>
          offer.rejected === null && offer.lines.length > 0 ? (
            <EndForm {...props} offer={offer} text={text} />
          ) : (
            <p>
              {offer.rejected === null ? (
                text('console-line-change.end.none')
              ) : (
                <VendorText text={offer.rejected.message} />
              )}
            </p>
          )
        }
      </QueryView>
    </Modal>
  );
}

function EndForm({
  line,
  offer,
  text,
  onEnded,
  onClose,
}: EndLineDialogProps & { readonly offer: EndOffer; readonly text: LineChangeText }) {
  const only = offer.lines.length === 1 ? offer.lines[0] : undefined;
  const [chosenId, setChosenId] = useState(only?.psaLineId ?? '');
  const [otherDay, setOtherDay] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const chosen = offer.lines.find(({ psaLineId }) => psaLineId === chosenId);
  const lastBilledDay = otherDay ?? chosen?.lastBilledDay ?? '';
  const fault = chosen === undefined ? null : dayFault(chosen, lastBilledDay, text);
  const wish =
    chosen === undefined || chosen.rejected !== null || fault !== null || lastBilledDay === ''
      ? null
      : { psaLineId: chosenId, lastBilledDay };
  const preview = useLinePreview(
    line.id,
    wish === null ? null : { kind: 'end-line', lineVersion: offer.lineVersion, line: wish },
  );
  const ending = useEnding(onEnded);
  const closed = useDisabledReason()('end-lines');
  const isNamed = sameName(typed, offer.customer);
  const name = useRef<HTMLInputElement>(null);
  const hasOneLine = only !== undefined;
  // The dialog was opened before its lines were read: where nothing is to be chosen, the name is entered first.
  useEffect(() => (hasOneLine ? name.current?.focus() : undefined), [hasOneLine]);
  const missing =
    closed ??
    (chosen === undefined
      ? text('console-line-change.end.missing.line')
      : (chosen.rejected?.message ??
        fault ??
        (wish === null ? text('console-line-change.end.missing.day') : null) ??
        preview.data?.rejected?.message ??
        (isNamed ? null : text('console-line-change.end.missing.customer')) ??
        (reason.trim() === '' ? text('console-line-change.end.missing.reason') : null) ??
        (preview.data === undefined ? text('console-line-change.checking') : null)));
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null || wish === null) return;
    void ending.send(line.id, {
      lineVersion: offer.lineVersion,
      line: wish,
      customer: offer.customer,
      reason: reason.trim(),
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="font-medium">
        <VendorText text={offer.customer} />
      </p>
      <Lines lines={offer.lines} chosenId={chosenId} onChoose={setChosenId} text={text} />
      {chosen === undefined || chosen.rejected !== null ? null : (
        <LastDay line={chosen} day={lastBilledDay} fault={fault} onChange={setOtherDay} text={text} />
      )}
      <PreviewPart
        preview={{
          data: wish === null ? undefined : preview.data,
          error: preview.error,
          readAgain: () => void preview.refetch(),
        }}
        text={text}
      />
      <TextField
        label={text('console-line-change.end.customer', { name: shortText(offer.customer) })}
        value={typed}
        onChange={setTyped}
        ref={name}
      />
      <TextField
        label={text('console-line-change.end.reason')}
        value={reason}
        onChange={setReason}
        hint={text('console-line-change.end.reason-hint')}
      />
      {ending.failure}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{text('console-line-change.end.cancel')}</Button>
        <ButtonWithReason type="submit" look="danger" busy={ending.busy} reason={missing} reasonAt="before">
          {text('console-line-change.end.confirm')}
        </ButtonWithReason>
      </div>
    </form>
  );
}

/** One key for all presses until an answer is final, so that a repeat has one effect. */
function useEnding(onEnded: (result: DecisionResult, psaLineId: string) => void) {
  const { key, renew } = useFormKey();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [rejected, setRejected] = useState<DecisionResult | null>(null);
  const send = async (id: string, body: Parameters<typeof sendEndLine>[2]): Promise<void> => {
    setBusy(true);
    setError(null);
    setRejected(null);
    try {
      const result = await sendEndLine(id, key, body);
      if (result.outcome === 'rejected') {
        setRejected(result);
        renew();
      } else onEnded(result, body.line.psaLineId);
    } catch (failure) {
      setError(failure);
      if (asApiError(failure).status !== 0) renew();
    } finally {
      setBusy(false);
    }
  };
  const failure =
    error !== null ? (
      <ErrorCard error={error} />
    ) : rejected === null ? null : (
      <FailureCard
        failure={{
          code: rejected.code,
          detail: rejected.detail,
          advice: rejected.advice,
          ...(rejected.title === null ? {} : { title: rejected.title }),
        }}
      />
    );
  return { send, busy, failure };
}

/** Capitals and blanks may differ; the name that is sent is the whole one. */
const sameName = (typed: string, name: string): boolean => plain(typed) === plain(shortText(name));

const plain = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();

function dayFault({ earliest }: ClosableLine, day: string, text: LineChangeText): string | null {
  return earliest !== null && day !== '' && day < earliest
    ? text('console-line-change.end.too-early', { day: formatDay(earliest) })
    : null;
}

function Lines({
  lines,
  chosenId,
  onChoose,
  text,
}: {
  readonly lines: readonly ClosableLine[];
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
  readonly text: LineChangeText;
}) {
  const [first] = lines;
  if (lines.length === 1 && first !== undefined)
    return (
      <p>
        <LineFacts line={first} text={text} />
      </p>
    );
  return (
    <RadioGroup.Root
      aria-label={text('console-line-change.end.which')}
      value={chosenId}
      onValueChange={onChoose}
      className="flex flex-col gap-1"
    >
      {lines.map((line) => (
        <Radio key={line.psaLineId} value={line.psaLineId} disabled={line.rejected !== null}>
          <LineFacts line={line} text={text} />
        </Radio>
      ))}
    </RadioGroup.Root>
  );
}

/** "Line 9101: 50 SEAT-ESS · Old plan · −200.00 USD/month", and why it cannot be ended. */
function LineFacts({ line, text }: { readonly line: ClosableLine; readonly text: LineChangeText }) {
  const { psaLineId, units, productIdentifier, description, agreementName, perMonth, currency, rejected } =
    line;
  const facts = [
    text('console-line-change.end.quantity', {
      quantity: units === null ? '–' : formatDecimal(units),
      item: productIdentifier ?? description ?? '–',
    }),
    agreementName,
    ...(perMonth === null
      ? []
      : [text('console-line-change.end.per-month', { amount: amount(perMonth, { named: true, currency }) })]),
  ].map(shortText);
  return (
    <>
      {text('console-line-change.end.line', { line: psaLineId, facts: facts.join(' · ') })}
      {rejected === null ? null : (
        <span className="block text-label text-ink-2">
          <VendorText text={rejected.message} />
        </span>
      )}
    </>
  );
}

/** Reasons that say themselves through which day was invoiced, and what to do about it. */
const saysCredits: ReadonlySet<string> = new Set([
  'decisions.end.why-invoiced',
  'decisions.end.why-read-once',
  'decisions.end.why-duplicate',
]);

/** The suggested day with its reason; a later one may be chosen, an invoiced one may not. */
function LastDay({
  line: { earliest, why },
  day,
  fault,
  onChange,
  text,
}: {
  readonly line: ClosableLine;
  readonly day: string;
  readonly fault: string | null;
  readonly onChange: (day: string) => void;
  readonly text: LineChangeText;
}) {
  return (
    <div className="flex flex-col gap-1">
      <TextField
        label={text('console-line-change.end.last-day')}
        type="date"
        value={day}
        onChange={onChange}
        error={fault}
        hint={<VendorText text={why.message} />}
      />
      {earliest === null || saysCredits.has(why.code) ? null : (
        <p className="text-label text-ink-3">
          {text('console-line-change.end.earliest', { day: formatDay(earliest) })}
        </p>
      )}
    </div>
  );
}
