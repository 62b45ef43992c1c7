import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { BillsIn } from '../../../contracts/api/decisions.ts';
import { useAnswerBilling } from '../../api/billing-answers.ts';
import type { MonthQuestion } from '../../api/month.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { useWords } from '../../components/words.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { formatCount, plural } from '../../values/format.ts';
import { Modal } from '../../components/modal.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { UnknownCycles } from '../usage-line/unknown-cycles.tsx';
import { NeedLine } from './need-line.tsx';

/** The first row while changes wait to hear how their agreements are billed (RULES 5). */
export default function BillingQuestion({ questions }: { readonly questions: readonly MonthQuestion[] }) {
  const [open, setOpen] = useState(false);
  const { agreements } = useWords();
  const closed = useWhyClosed()('billing-target');
  const lines = questions.reduce((sum, question) => sum + question.lines, 0);
  return (
    <>
      <NeedLine
        count={questions.length}
        mark={<StatusPill state="choice" words={`how are these ${agreements} billed?`} inRow />}
        money={null}
        notes={
          closed ??
          `${plural(questions.length, 'type')}: no invoice is known for ${plural(lines, 'change')} before`
        }
      >
        {closed === null ? (
          <button
            type="button"
            onClick={() => setOpen(true)}
            className="font-medium text-accent after:absolute after:inset-0"
          >
            Answer
            <ChevronRight size={14} aria-hidden className="ml-0.5 inline align-[-2px]" />
          </button>
        ) : null}
      </NeedLine>
      {open ? <BillingDialog questions={questions} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const idOf = ({ integrationId, typeId }: MonthQuestion): string => `${integrationId}/${typeId}`;

/** Preset to what the PSA suggests; a person says it, once for each type. */
function BillingDialog({
  questions,
  onClose,
}: {
  readonly questions: readonly MonthQuestion[];
  readonly onClose: () => void;
}) {
  const { agreements } = useWords();
  const answer = useAnswerBilling();
  const [chosen, setChosen] = useState<ReadonlyMap<string, BillsIn>>(
    new Map(
      questions.flatMap((question) =>
        question.suggestion === null ? [] : [[idOf(question), question.suggestion] as const],
      ),
    ),
  );
  const answers = questions.flatMap((question) => {
    const billsIn = chosen.get(idOf(question));
    const { integrationId, typeId } = question;
    return billsIn === undefined ? [] : [{ integrationId, typeId, billsIn }];
  });
  return (
    <Modal
      title={`How are these ${agreements} billed?`}
      description="An invoice covers the period ahead (in advance) or the one behind (in arrears). From this follows on which invoice a change lands. Asked once for each type; Settings changes it later."
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        {questions.map((question) => (
          <TypeQuestion
            key={idOf(question)}
            question={question}
            value={chosen.get(idOf(question)) ?? null}
            onChange={(billsIn) => setChosen((now) => new Map(now).set(idOf(question), billsIn))}
          />
        ))}
        {answer.error === null ? null : <ErrorCard error={answer.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <ClosedButton
            look="primary"
            busy={answer.isPending}
            reason={answers.length === 0 ? 'Choose one first.' : null}
            reasonAt="before"
            onClick={() => answer.mutate(answers, { onSuccess: onClose })}
          >
            {`Save ${plural(answers.length, 'answer')}`}
          </ClosedButton>
        </div>
      </div>
    </Modal>
  );
}

const ways = [
  ['advance', 'In advance'],
  ['arrears', 'In arrears'],
] as const;

function TypeQuestion({
  question: { integrationId, name, agreements: many, lines, suggestion, unknownCycles },
  value,
  onChange,
}: {
  readonly question: MonthQuestion;
  readonly value: BillsIn | null;
  readonly onChange: (billsIn: BillsIn) => void;
}) {
  const { agreements, psa } = useWords(integrationId);
  const group = useId();
  const title = name ?? 'Without a type';
  return (
    <fieldset className="rounded-card border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-semibold">
        <VendorText text={title} />
      </legend>
      <p className="mb-2 text-table text-ink-2">
        {formatCount(many)} {agreements}, {plural(lines, 'change')} waiting.{' '}
        {suggestion === null ? `${psa} suggests nothing.` : `${psa} suggests: in ${suggestion}.`}
      </p>
      <UnknownCycles names={unknownCycles} />
      <div className="flex gap-6">
        {ways.map(([way, words]) => (
          <label key={way} className="flex min-h-6 items-center gap-2">
            <input
              type="radio"
              name={group}
              aria-label={`${shortText(title)}: ${words.toLowerCase()}`}
              className="size-4 accent-accent"
              checked={value === way}
              onChange={() => onChange(way)}
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
