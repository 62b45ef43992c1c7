import { ErrorCard } from '../../components/failure-card.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { RulesText } from './texts.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** One of those that were found; what was chosen before stays a choice. */
export function PickField({
  label,
  found,
  error,
  chosen,
  onPick,
  text,
}: {
  readonly label: string;
  readonly found: readonly Named[];
  readonly error: unknown;
  readonly chosen: Named | null;
  readonly onPick: (one: Named | null) => void;
  readonly text: RulesText;
}) {
  const isFound = chosen === null || found.some(({ id }) => id === chosen.id);
  const choices = isFound ? found : [chosen, ...found];
  return (
    <>
      <SelectField
        label={label}
        value={chosen?.id ?? ''}
        choices={[
          { value: '', words: text('console-billing-rules.choose') },
          ...choices.map(({ id, name }) => ({ value: id, words: shortText(name) })),
        ]}
        onChange={(id) => onPick(choices.find((one) => one.id === id) ?? null)}
      />
      {error === null ? null : <ErrorCard error={error} />}
    </>
  );
}
