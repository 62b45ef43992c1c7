import { useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import type { InstanceAnswer } from '../../../contracts/api/commands.ts';
import { type InstanceInfo, useAnswerInstance, useInstance } from '../../api/instance.ts';
import { useClosed } from '../../api/session.ts';
import { type Texts, useTexts } from '../../components/texts.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';

type Question = InstanceInfo['questions'][number];

/** Asks an administrator whether credentials belong to the same instance; nothing where nothing is asked. */
export function InstanceQuestions({ integrationId }: { readonly integrationId: string }) {
  const { data } = useInstance(integrationId);
  if (data === undefined) return null;
  return (
    <>
      {data.questions.map((question) => (
        <QuestionCard key={question.side} integrationId={integrationId} question={question} />
      ))}
      {data.move === null ? null : <MoveCard integrationId={integrationId} move={data.move} />}
    </>
  );
}

const shown = ({ id, address }: Question['kept'], text: Texts<typeof consoleCredentials.declared>): string =>
  id === null || address === null
    ? (id ?? address ?? '')
    : text('console-credentials.at-address', { id, address });

function QuestionCard({
  integrationId,
  question,
}: {
  readonly integrationId: string;
  readonly question: Question;
}) {
  const text = useTexts(consoleCredentials, integrationId);
  const { side, code, kept, found, credentialId, askedAt, isWorking, answers } = question;
  const title = text(
    code === 'OtherInstance' ? 'console-credentials.other-instance' : 'console-credentials.other-address',
    { side },
  );
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2>
        <StatusPill state="error" words={title} inRow />
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-ink-3">{text('console-credentials.this-integration')}</dt>
        <dd>
          <VendorText text={shown(kept, text)} />
        </dd>
        <dt className="text-ink-3">{text('console-credentials.these-credentials')}</dt>
        <dd>
          <VendorText text={shown(found, text)} />
        </dd>
      </dl>
      {shown(kept, text) === shown(found, text) ? (
        <p>{text('console-credentials.lists-others', { side })}</p>
      ) : null}
      <p className="text-ink-2">
        {answers.includes('moved') ? `${text('console-credentials.still-same')} ` : ''}
        {text(isWorking ? 'console-credentials.working-responds' : 'console-credentials.new-not-used')}
      </p>
      <Answers integrationId={integrationId} of={{ credentialId, askedAt }} answers={answers} />
    </section>
  );
}

function MoveCard({
  integrationId,
  move: { differences, credentialId, since },
}: {
  readonly integrationId: string;
  readonly move: NonNullable<InstanceInfo['move']>;
}) {
  const text = useTexts(consoleCredentials, integrationId);
  const title = text('console-credentials.move-not-verified');
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2>
        <StatusPill state="pending" words={title} inRow />
      </h2>
      {differences === null ? (
        <p className="text-ink-2">{text('console-credentials.off-until-sync')}</p>
      ) : (
        <>
          <p className="text-ink-2">{text('console-credentials.move-differs')}</p>
          <ul className="list-disc pl-5">
            {differences.map((difference) => (
              <li key={difference}>
                <VendorText text={difference} />
              </li>
            ))}
          </ul>
          {credentialId === null ? null : (
            <Answers
              integrationId={integrationId}
              of={{ credentialId, askedAt: since }}
              answers={['moved', 'another']}
            />
          )}
        </>
      )}
    </section>
  );
}

type Answered = Pick<Question, 'credentialId' | 'askedAt'>;

function Answers({
  integrationId,
  of,
  answers,
}: {
  readonly integrationId: string;
  readonly of: Answered;
  readonly answers: readonly InstanceAnswer[];
}) {
  const closed = useClosed();
  const text = useTexts(consoleCredentials, integrationId);
  // The dialog answers what it was opened for, even if another question takes its place meanwhile.
  const [chosen, setChosen] = useState<(Answered & { readonly answer: InstanceAnswer }) | null>(null);
  return (
    <>
      <dl className="flex flex-col gap-3">
        {answers.map((answer) => (
          <div key={answer} className="flex flex-col gap-1">
            <dt>
              <ButtonWithReason
                reason={closed('change-credentials')}
                onClick={() => setChosen({ ...of, answer })}
              >
                {text(`console-credentials.${answer}-ask`)}
              </ButtonWithReason>
            </dt>
            <dd className="text-label text-ink-2">{text(`console-credentials.${answer}-effect`)}</dd>
          </div>
        ))}
      </dl>
      {chosen === null ? null : (
        <AnswerDialog integrationId={integrationId} chosen={chosen} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

function AnswerDialog({
  integrationId,
  chosen,
  onClose,
}: {
  readonly integrationId: string;
  readonly chosen: Answered & { readonly answer: InstanceAnswer };
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const { key } = useFormKey();
  const { answer } = chosen;
  const send = useAnswerInstance(integrationId);
  const text = useTexts(consoleCredentials, integrationId);
  return (
    <ConfirmDialog
      title={text(`console-credentials.${answer}-title`)}
      confirm={text(`console-credentials.${answer}`)}
      danger={answer === 'another'}
      busy={send.isPending}
      error={send.error}
      onConfirm={() =>
        send.mutate(
          { key, ...chosen },
          {
            onSuccess: ({ integrationId: next }) => {
              onClose();
              if (next !== integrationId) navigate(`/integrations/${next}`);
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{text(`console-credentials.${answer}-effect`)}</p>
    </ConfirmDialog>
  );
}
