import { useMembers } from '../../api/people.ts';
import { FilterChip } from '../../components/filter-bar.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { shortText } from '../../components/visible-text.ts';
import { useAuditAddress } from './address.ts';
import { actionGroups, kindWords } from './entry-words.ts';
import { useAuditTexts } from './texts.ts';

export function AuditFilters() {
  const text = useAuditTexts();
  const { filter, setFilter } = useAuditAddress();
  const members = useMembers();
  const people = members.data?.items.map(({ id, name }) => ({ value: id, words: shortText(name) })) ?? [];
  const actors = [
    { value: '', words: text('console-audit.anyone') },
    ...people,
    { value: 'api-key', words: text('console-audit.api-keys') },
    { value: 'system', words: text('console-audit.seatwise') },
    { value: 'schedule', words: text('console-audit.schedule') },
  ];
  const known = (value: string, choices: readonly { readonly value: string; readonly words: string }[]) =>
    choices.some((choice) => choice.value === value) ? choices : [...choices, { value, words: value }];
  return (
    <>
      <SelectField
        label={text('console-audit.who')}
        hideLabel
        dense
        value={filter.actor}
        choices={known(filter.actor, actors)}
        onChange={(actor) => setFilter({ actor })}
      />
      <SelectField
        label={text('console-audit.what')}
        hideLabel
        dense
        value={filter.action}
        choices={known(filter.action, [
          { value: '', words: text('console-audit.any-action') },
          ...actionGroups.map((group) => ({ value: group, words: text(`console-audit.group.${group}`) })),
        ])}
        onChange={(action) => setFilter({ action })}
      />
      <DayField
        label={text('console-audit.from')}
        value={filter.from}
        onChange={(from) => setFilter({ from })}
      />
      <DayField label={text('console-audit.to')} value={filter.to} onChange={(to) => setFilter({ to })} />
      {filter.object === '' ? null : (
        <FilterChip onRemove={() => setFilter({ object: '' })}>
          {kindWords(filter.object.split(':')[0] ?? '', text)}{' '}
          {shortText(filter.object.split(':').slice(1).join(':')).slice(0, 13)}
        </FilterChip>
      )}
    </>
  );
}

function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="inline-flex items-center gap-1.5 text-table text-ink-2">
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-(--control-dense) rounded-control border border-edge bg-surface px-2 text-table text-ink"
      />
    </label>
  );
}
