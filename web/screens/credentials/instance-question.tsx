import { useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import type { InstanceAnswer } from '../../../contracts/api/commands.ts';
import { type InstanceInfo, useAnswerInstance, useInstance } from '../../api/instance.ts';
import { useClosed } from '../../api/session.ts';
import { useWords, type Words } from '../../components/words.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';

type Question = InstanceInfo['questions'][number];

/** What the buttons say, and what each answer does. */
const answerWords = {
  moved: {
    verb: 'It has moved',
    effect: ({ company, agreement }: Words) =>
      `The new address is used. Write-back is off until one complete read finds every mapped ${company}, its ${agreement} and its lines under the same ID and name; then it is turned on again if it was on. Approved changes wait.`,
  },
  another: {
    verb: 'It is another instance',
    effect: () =>
      'Waiting changes are canceled, and this integration is disconnected. A new one is set up for the other instance: mappings are kept only where name and ID match; roles, answers and accepted counts are dropped, and write-back is off.',
  },
} as const satisfies Record<
  InstanceAnswer,
  { readonly verb: string; readonly effect: (words: Words) => string }
>;

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

const shown = ({ id, address }: Question['kept']): string =>
  [id, address].filter((part) => part !== null).join(' at ');

function QuestionCard({
  integrationId,
  question,
}: {
  readonly integrationId: string;
  readonly question: Question;
}) {
  const { vendor, psa } = useWords(integrationId);
  const { side, code, kept, found, credentialId, isWorking, answers } = question;
  const of = side === 'psa' ? psa : vendor;
  const title = code === 'OtherInstance' ? `Another ${of} instance` : `${of} answers at another address`;
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2>
        <StatusPill state="error" words={title} inRow />
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-ink-3">This integration</dt>
        <dd>
          <VendorText text={shown(kept)} />
        </dd>
        <dt className="text-ink-3">These credentials</dt>
        <dd>
          <VendorText text={shown(found)} />
        </dd>
      </dl>
      <p className="text-ink-2">
        {answers.includes('moved') ? 'Is it still the same instance? ' : ''}
        {isWorking
          ? 'The credential in use answers so. Nothing is written until you answer.'
          : 'The new credential is not used until you answer. If it was entered by mistake, enter the former one again.'}
      </p>
      <Answers integrationId={integrationId} credentialId={credentialId} answers={answers} />
    </section>
  );
}

function MoveCard({
  integrationId,
  move: { differences, credentialId },
}: {
  readonly integrationId: string;
  readonly move: NonNullable<InstanceInfo['move']>;
}) {
  const { psa } = useWords(integrationId);
  const title = `The move of ${psa} is not proven yet`;
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2>
        <StatusPill state="pending" words={title} inRow />
      </h2>
      {differences === null ? (
        <p className="text-ink-2">Write-back is off until the next complete sync has found everything.</p>
      ) : (
        <>
          <p className="text-ink-2">
            Write-back stays off. The last complete sync differs. Correct it in {psa}, unmap what is gone, or
            answer again: “It has moved” accepts what is there now.
          </p>
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
              credentialId={credentialId}
              answers={['moved', 'another']}
            />
          )}
        </>
      )}
    </section>
  );
}

function Answers({
  integrationId,
  credentialId,
  answers,
}: {
  readonly integrationId: string;
  readonly credentialId: string;
  readonly answers: readonly InstanceAnswer[];
}) {
  const closed = useClosed();
  const words = useWords(integrationId);
  const [chosen, setChosen] = useState<InstanceAnswer | null>(null);
  return (
    <>
      <dl className="flex flex-col gap-3">
        {answers.map((answer) => (
          <div key={answer} className="flex flex-col gap-1">
            <dt>
              <ClosedButton reason={closed('change-credentials')} onClick={() => setChosen(answer)}>
                {`${answerWords[answer].verb}…`}
              </ClosedButton>
            </dt>
            <dd className="text-label text-ink-2">{answerWords[answer].effect(words)}</dd>
          </div>
        ))}
      </dl>
      {chosen === null ? null : (
        <AnswerDialog
          integrationId={integrationId}
          credentialId={credentialId}
          answer={chosen}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}

function AnswerDialog({
  integrationId,
  credentialId,
  answer,
  onClose,
}: {
  readonly integrationId: string;
  readonly credentialId: string;
  readonly answer: InstanceAnswer;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const { key } = useFormKey();
  const send = useAnswerInstance(integrationId);
  const words = useWords(integrationId);
  const { verb, effect } = answerWords[answer];
  return (
    <ConfirmDialog
      title={`${verb}?`}
      confirm={verb}
      danger={answer === 'another'}
      busy={send.isPending}
      error={send.error}
      onConfirm={() =>
        send.mutate(
          { key, credentialId, answer },
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
      <p>{effect(words)}</p>
    </ConfirmDialog>
  );
}
