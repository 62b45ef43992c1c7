import { Popover } from 'radix-ui';
import { useClosed } from '../../../api/session.ts';
import { Button } from '../../../components/button.tsx';
import { menuPanel } from '../../../components/menu-look.ts';
import { SelectField } from '../../../components/select-field.tsx';
import {
  type Column,
  type Grouping,
  groupings,
  isText,
  optionalColumns,
  presetColumns,
  type Sort,
  sorts,
} from '../review/address.ts';
import { DisplayButton, type DisplayMenuProps } from './display-menu.tsx';
import { type ListText, useListTexts } from './texts.ts';

/** How the list is displayed; `display-menu.tsx` loads it when it is first opened. */
export default function DisplayMenuContent({
  address: { sort, group, columns, change },
  integrationId,
  open,
  onOpenChange,
}: DisplayMenuProps) {
  const text = useListTexts(integrationId);
  const seesMargin = useClosed()('see-margin') === null;
  const offered = optionalColumns.filter((column) => column !== 'margin' || seesMargin);
  const isPreset = columns.join() === presetColumns.join();
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>
        <DisplayButton />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={text('console-usage-list.display')}
          className={`${menuPanel} w-72 gap-3 overflow-y-auto p-4`}
        >
          <SelectField
            label={text('console-usage-list.sort')}
            dense
            value={sort}
            choices={sorts.map((value) => ({ value, words: sortWords(value, text) }))}
            onChange={(value) => change({ sort: value as Sort })}
          />
          <SelectField
            label={text('console-usage-list.group')}
            dense
            value={group ?? ''}
            choices={[
              { value: '', words: text('console-usage-list.no-groups') },
              ...groupings.map((value) => ({ value, words: text(`console-usage-list.group.${value}`) })),
            ]}
            onChange={(value) => change({ group: value === '' ? null : (value as Grouping) })}
          />
          <fieldset className="flex flex-col max-sm:hidden">
            <legend className="mb-1 text-label font-semibold text-ink-2">
              {text('console-usage-list.columns')}
            </legend>
            {offered.map((column) => (
              <label key={column} className="flex min-h-7 items-center gap-2 text-table">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={columns.includes(column)}
                  onChange={(event) =>
                    change({
                      columns: optionalColumns.filter((one) =>
                        one === column ? event.target.checked : columns.includes(one),
                      ),
                    })
                  }
                />
                {text(`console-usage-list.column.${column}`)}
              </label>
            ))}
          </fieldset>
          <div className="flex justify-end gap-2">
            {isPreset ? null : (
              <Button dense look="quiet" onClick={() => change({ columns: presetColumns })}>
                {text('console-usage-list.preset-columns')}
              </Button>
            )}
            <Popover.Close asChild>
              <Button dense look="primary">
                {text('console-usage-list.done')}
              </Button>
            </Popover.Close>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function sortWords(sort: Sort, text: ListText): string {
  const isDown = sort.startsWith('-');
  const by = sort.replace('-', '') as Column;
  const column = text(`console-usage-list.column.${by}`);
  const order = isText(by) ? (isDown ? 'descending' : 'ascending') : isDown ? 'largest' : 'smallest';
  return text(`console-usage-list.sort.${order}`, { column });
}
