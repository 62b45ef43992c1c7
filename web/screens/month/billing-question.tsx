import { consoleBillingQuestion } from '../../../messages/generated/console-billing-question.ts';
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { BillsIn } from '../../../contracts/api/decisions.ts';
import { useAnswerBilling } from '../../api/billing-answers.ts';
import type { MonthQuestion } from '../../api/month.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { UnknownCycles } from '../usage-line/unknown-cycles.tsx';
import { NeedLine } from './need-line.tsx';
import { useTexts } from '../../components/texts.ts';

/** The first row while changes wait to hear how their agreements are billed (RULES 5). */
export default function BillingQuestion({ questions }: { readonly questions: readonly MonthQuestion[] }) {
  const [open, setOpen] = useState(false);
  const text = useTexts(consoleBillingQuestion);
  const closed = useDisabledReason()('billing-target');
  const only = questions.length === 1 ? questions.find(isPlain) : undefined;
  const lines = questions.reduce((sum, question) => sum + question.lines, 0);
  return (
    <>
      <NeedLine
        count={questions.length}
        mark={<StatusPill state="choice" words={text('console-billing-question.mark')} inRow />}
        money={null}
        notes={
          closed ??
          (only === undefined ? (
            text('console-billing-question.waiting', { types: questions.length, changes: lines })
          ) : (
            <OfType question={only} named />
          ))
        }
      >
        {closed !== null ? null : only === undefined ? (
          <button
            type="button"
            onClick={() => setOpen(true)}
            className="font-medium text-accent after:absolute after:inset-0"
          >
            {text('console-billing-question.answer')}
            <ChevronRight size={14} aria-hidden className="ml-0.5 inline align-[-2px]" />
          </button>
        ) : (
          <AnswerOne question={only} />
        )}
      </NeedLine>
      {open ? <BillingDialog questions={questions} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Answered in its row: nothing else is to be read first. */
const isPlain = ({ suggestion, unknownCycles }: MonthQuestion): boolean =>
  suggestion !== null && unknownCycles.length === 0;

function AnswerOne({
  question: { integrationId, typeId, suggestion },
}: {
  readonly question: MonthQuestion;
}) {
  const text = useTexts(consoleBillingQuestion, integrationId);
  const answer = useAnswerBilling();
  return (
    <span className="flex flex-wrap items-center justify-end gap-2 whitespace-normal">
      {answer.error === null ? null : <ErrorCard error={answer.error} />}
      {ways.map((way) => (
        <Button
          key={way}
          dense
          look={way === suggestion ? 'primary' : 'plain'}
          busy={answer.isPending}
          title={text('console-billing-question.meaning')}
          onClick={() => answer.mutate([{ integrationId, typeId, billsIn: way }])}
        >
          {text(`console-billing-question.in-${way}`)}
        </Button>
      ))}
    </span>
  );
}

/** How many agreements and changes it is about, and what the PSA suggests. */
function OfType({
  question: { integrationId, name, agreements: many, lines, suggestion },
  named = false,
}: {
  readonly question: MonthQuestion;
  readonly named?: boolean;
}) {
  const text = useTexts(consoleBillingQuestion, integrationId);
  return (
    <>
      {named ? (
        <>
          <VendorText text={name ?? text('console-billing-question.no-type')} />
          {': '}
        </>
      ) : null}
      {text('console-billing-question.of-type', { count: many, changes: lines })}{' '}
      {suggestion === null
        ? text('console-billing-question.no-suggestion')
        : text('console-billing-question.suggests', { way: suggestion })}
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
  const text = useTexts(consoleBillingQuestion);
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
      title={text('console-billing-question.title')}
      description={text('console-billing-question.meaning')}
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
          <Button onClick={onClose}>{text('console-billing-question.cancel')}</Button>
          <ButtonWithReason
            look="primary"
            busy={answer.isPending}
            reason={answers.length === 0 ? text('console-billing-question.none-answered') : null}
            reasonAt="before"
            onClick={() => answer.mutate(answers, { onSuccess: onClose })}
          >
            {text('console-billing-question.save', { count: answers.length })}
          </ButtonWithReason>
        </div>
      </div>
    </Modal>
  );
}

const ways = ['advance', 'arrears'] as const;

function TypeQuestion({
  question,
  value,
  onChange,
}: {
  readonly question: MonthQuestion;
  readonly value: BillsIn | null;
  readonly onChange: (billsIn: BillsIn) => void;
}) {
  const { integrationId, name, unknownCycles } = question;
  const text = useTexts(consoleBillingQuestion, integrationId);
  const group = useId();
  const title = name ?? text('console-billing-question.no-type');
  return (
    <fieldset className="rounded-card border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-semibold">
        <VendorText text={title} />
      </legend>
      <p className="mb-2 text-table text-ink-2">
        <OfType question={question} />
      </p>
      <UnknownCycles names={unknownCycles} />
      <div className="flex gap-6">
        {ways.map((way) => (
          <label key={way} className="flex min-h-6 items-center gap-2">
            <input
              type="radio"
              name={group}
              aria-label={text('console-billing-question.choice', {
                type: shortText(title),
                way: text(`console-billing-question.in-${way}`),
              })}
              className="size-4 accent-accent"
              checked={value === way}
              onChange={() => onChange(way)}
            />
            {text(`console-billing-question.in-${way}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
