import type { z } from 'zod';
import type { WriteMethodList } from '../../../contracts/api/write-methods.ts';
import { useChooseWriteMethod, useWriteMethods } from '../../api/integration-commands.ts';
import { type Integration } from '../../api/integrations.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useIntegrationTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

type Choice = z.output<typeof WriteMethodList>['items'][number];

/** How lines are written, where the PSA leaves that open; nothing where it has one way for all. */
export function WriteMethods({
  integration,
  closed,
}: {
  readonly integration: Integration;
  /** Why nothing can be chosen now, apart from what the role allows; null: it can. */
  readonly closed: string | null;
}) {
  const { id, writeBackEnabled } = integration;
  const text = useIntegrationTexts(id);
  const choices = useWriteMethods(id).data?.items ?? [];
  const choose = useChooseWriteMethod(id);
  const reason = useDisabledReason()('write-back') ?? closed;
  const pick = (choice: Choice, method: string | null): void => choose.mutate({ choice: choice.id, method });
  if (choices.length === 0) return null;
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">{text('console-integration.methods.title')}</h2>
      {choices.map((choice) => (
        <div key={choice.id} className="flex flex-col gap-1">
          <SelectField
            label={choice.title.message}
            value={usedMethod(choice) ?? ''}
            closed={reason}
            choices={[
              ...(choice.of === 'create-line'
                ? []
                : [{ value: '', words: text('console-integration.methods.not-written') }]),
              ...choice.methods.map(({ id: value, name }) => ({ value, words: name.message })),
            ]}
            onChange={(method) => pick(choice, method === '' ? null : method)}
          />
          <Status choice={choice} writeBackEnabled={writeBackEnabled} />
          {choice.withdrawnAt === null ? null : (
            <div>
              <ButtonWithReason
                dense
                reason={reason}
                busy={choose.isPending}
                onClick={() => pick(choice, choice.method)}
              >
                {text('console-integration.methods.choose-again')}
              </ButtonWithReason>
            </div>
          )}
        </div>
      ))}
      {choose.error === null ? null : <ErrorCard error={choose.error} />}
    </section>
  );
}

/** Where none was chosen, lines are created by the first. */
const usedMethod = ({ of, method, methods }: Choice): string | null =>
  method ?? (of === 'create-line' ? (methods[0]?.id ?? null) : null);

function Status({
  choice,
  writeBackEnabled,
}: {
  readonly choice: Choice;
  readonly writeBackEnabled: boolean;
}) {
  const text = useIntegrationTexts();
  const used = usedMethod(choice);
  const chosen = choice.methods.find(({ id }) => id === used);
  if (chosen === undefined)
    return <p className="text-label text-ink-2">{text('console-integration.methods.off')}</p>;
  return (
    <>
      <p className="text-label text-ink-2">{chosen.note.message}</p>
      <p className="text-label text-ink-2">
        <Proof choice={choice} writeBackEnabled={writeBackEnabled} />
      </p>
    </>
  );
}

function Proof({
  choice: { of, keptAt, provenAt, withdrawnAt },
  writeBackEnabled,
}: Parameters<typeof Status>[0]) {
  const text = useIntegrationTexts();
  if (withdrawnAt !== null)
    return filled(
      text('console-integration.methods.withdrawn', { when: slot(0) }),
      <Instant at={withdrawnAt} />,
    );
  if (of === 'create-line' && provenAt === null) return text('console-integration.methods.first-line-alone');
  if (of !== 'create-line' && keptAt === null)
    return text(
      writeBackEnabled
        ? 'console-integration.methods.not-verified-on'
        : 'console-integration.methods.not-verified-off',
    );
  return (
    <>
      {keptAt !== null && (
        <>{filled(text('console-integration.methods.keeps', { when: slot(0) }), <Instant at={keptAt} />)} </>
      )}
      {provenAt === null
        ? text('console-integration.methods.first-alone')
        : filled(text('console-integration.methods.verified', { when: slot(0) }), <Instant at={provenAt} />)}
    </>
  );
}
