import type { z } from 'zod';
import type { WriteMethodList } from '../../../contracts/api/write-methods.ts';
import { useChooseWriteMethod, useWriteMethods } from '../../api/integration-commands.ts';
import { type Integration } from '../../api/integrations.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { SelectField } from '../../components/select-field.tsx';

type Choice = z.output<typeof WriteMethodList>['items'][number];

/** How lines are written, where the PSA leaves that open; nothing where it has one way for all. */
export function WriteMethods({
  integration,
  closed,
}: {
  readonly integration: Integration;
  /** Why nothing can be chosen now, beside what the role allows; null: it can. */
  readonly closed: string | null;
}) {
  const { id, writeBackEnabled } = integration;
  const choices = useWriteMethods(id).data?.items ?? [];
  const choose = useChooseWriteMethod(id);
  const reason = useWhyClosed()('write-back') ?? closed;
  if (choices.length === 0) return null;
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">How lines are written</h2>
      {choices.map((choice) => (
        <div key={choice.id} className="flex flex-col gap-1">
          <SelectField
            label={choice.title}
            value={choice.method ?? ''}
            closed={reason}
            choices={[
              { value: '', words: 'Not written' },
              ...choice.methods.map(({ id: value, name }) => ({ value, words: name })),
            ]}
            onChange={(method) => choose.mutate({ choice: choice.id, method: method === '' ? null : method })}
          />
          <Status choice={choice} writeBackEnabled={writeBackEnabled} />
        </div>
      ))}
      {choose.error === null ? null : <ErrorCard error={choose.error} />}
    </section>
  );
}

function Status({
  choice,
  writeBackEnabled,
}: {
  readonly choice: Choice;
  readonly writeBackEnabled: boolean;
}) {
  const { method, methods } = choice;
  const chosen = methods.find(({ id }) => id === method);
  if (chosen === undefined)
    return <p className="text-label text-ink-2">Off: approved changes of such lines wait.</p>;
  return (
    <>
      <p className="text-label text-ink-2">{chosen.note}</p>
      <p className="text-label text-ink-2">
        <Proof choice={choice} writeBackEnabled={writeBackEnabled} />
      </p>
    </>
  );
}

function Proof({ choice: { keptAt, provenAt }, writeBackEnabled }: Parameters<typeof Status>[0]) {
  if (keptAt === null)
    return `Not proven: changes wait. ${writeBackEnabled ? 'Turn write-back off and on again' : 'Turn on write-back'} with a proof on one of these lines.`;
  return (
    <>
      Keeps everything else, by a test on one line <Instant at={keptAt} />.{' '}
      {provenAt === null ? (
        'That test set the quantity the line already had: the first change is sent alone, and the others wait until it is read back.'
      ) : (
        <>
          Proven by the first change <Instant at={provenAt} />.
        </>
      )}
    </>
  );
}
