import { Popover } from 'radix-ui';
import { usageKinds } from '../../../../contracts/api/usage.ts';
import { kindWords } from '../../../components/kind-words.ts';
import type { LineCounts } from '../../../api/usage.ts';
import { useRunWatch } from '../../../context/run-watch.tsx';
import { useWordsOf } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { menuPanel } from '../../../components/menu-look.ts';
import { formatCount } from '../../../values/format.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { useMirrored } from '../../../components/use-mirrored.ts';
import { decisions, flags } from '../review/address.ts';
import { decisionWords, flagWords } from '../review/decision-words.ts';
import { FilterButton, type FilterMenuProps } from './filter-menu.tsx';
import { useListTexts } from './texts.ts';

/** The filters, open; `filter-menu.tsx` loads them. Each choice is a separate entry that Back undoes. */
export default function FilterMenuContent({ filters, counts, onChange }: FilterMenuProps) {
  const { integrations } = useRunWatch();
  const words = useWordsOf();
  const text = useListTexts();
  const all = { value: '', words: text('console-usage-list.all') };
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>
        <FilterButton filters={filters} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={text('console-usage-list.filters')}
          className={`${menuPanel} w-[min(38rem,calc(100vw-1rem))] overflow-hidden`}
        >
          <div className="grid min-h-0 grow gap-x-6 gap-y-4 overflow-y-auto p-4 sm:grid-cols-3">
            <Choices
              name={text('console-usage-list.kind')}
              values={usageKinds}
              words={(kind) => kindWords(kind, words())}
              counts={counts?.kind}
              chosen={filters.kind}
              onChange={(kind) => onChange({ kind })}
            />
            <Choices
              name={text('console-usage-list.flag')}
              values={flags}
              words={flagWords}
              counts={counts?.flag}
              chosen={filters.flag}
              onChange={(flag) => onChange({ flag })}
            />
            <Choices
              name={text('console-usage-list.decision')}
              values={decisions}
              words={decisionWords}
              counts={counts?.decision}
              chosen={filters.decision}
              onChange={(decision) => onChange({ decision })}
            />
            <SelectField
              label={text('console-usage-list.service')}
              value={filters.service ?? ''}
              choices={[
                all,
                ...(counts?.service ?? []).map(({ value, name, lines }) => ({
                  value,
                  words: text('console-usage-list.service-lines', { name, count: lines }),
                })),
              ]}
              onChange={(service) => onChange({ service: service === '' ? null : service })}
            />
            <SelectField
              label={text('console-usage-list.rule')}
              value={filters.rule ?? ''}
              choices={[
                all,
                { value: 'any', words: text('console-usage-list.with-rule') },
                ...(filters.rule === null || filters.rule === 'any'
                  ? []
                  : [{ value: filters.rule, words: text('console-usage-list.one-rule') }]),
              ]}
              onChange={(rule) => onChange({ rule: rule === '' ? null : rule })}
            />
            <SelectField
              label={text('console-usage-list.assigned-to')}
              value={filters.assignee ?? ''}
              choices={[all, { value: 'me', words: text('console-usage-list.me') }]}
              onChange={(assignee) => onChange({ assignee: assignee === 'me' ? assignee : null })}
            />
            <SelectField
              label={text('console-usage-list.integration')}
              value={filters.integration ?? ''}
              choices={[all, ...integrations.map(({ id }) => ({ value: id, words: words(id).vendorName }))]}
              onChange={(integration) => onChange({ integration: integration === '' ? null : integration })}
            />
          </div>
          <div className="flex justify-end border-t border-line px-4 py-2">
            <Popover.Close asChild>
              <Button look="primary">{text('console-usage-list.done')}</Button>
            </Popover.Close>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices<T extends string>({
  name,
  values,
  words,
  counts,
  chosen,
  onChange,
}: {
  readonly name: string;
  readonly values: readonly T[];
  readonly words: (value: T) => string;
  /** Lines that each would show; a choice without any is not counted. */
  readonly counts: LineCounts['kind'] | undefined;
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
}) {
  const [mirrored, setMirrored] = useMirrored(chosen.join(','));
  const shown = values.filter((value) => mirrored.split(',').includes(value));
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-label font-semibold text-ink-2">{name}</legend>
      {values.map((value) => (
        <label key={value} className="flex min-h-7 items-center gap-2 text-table">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={shown.includes(value)}
            onChange={(event) => {
              const next = event.target.checked
                ? [...shown, value]
                : shown.filter((other) => other !== value);
              setMirrored(next.join(','));
              onChange(next);
            }}
          />
          <StatusPill state={value} words={words(value)} inRow />
          <span className="ml-auto text-ink-3 tabular-nums">
            {counts === undefined ? '' : formatCount(counts.find((one) => one.value === value)?.lines ?? 0)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
