import { ChevronDown, ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import { formatCount } from '../../values/format.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import { type AccountCounts, type AccountState, accountStates } from './account-rows.ts';

/** The filter button next to the names. */
export function AccountFilter({
  states,
  counts,
  onChange,
  isOpen,
  onOpen,
}: {
  readonly states: readonly AccountState[];
  readonly counts: AccountCounts;
  readonly onChange: (states: readonly AccountState[]) => void;
  readonly isOpen: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  const text = useTexts(consoleMappingAccounts);
  const [only] = states;
  const shown =
    only === undefined
      ? text('console-mapping-accounts.filter-all')
      : states.length === 1
        ? text('console-mapping-accounts.filter-one', {
            state: text(`console-mapping-accounts.state.${only}`),
            count: counts[only],
          })
        : text('console-mapping-accounts.filter-many', { count: states.length });
  return (
    <DropdownMenu.Root open={isOpen} onOpenChange={onOpen}>
      <DropdownMenu.Trigger
        aria-keyshortcuts="f"
        aria-label={text('console-mapping-accounts.filter-of', { filter: shown })}
        title={text('console-mapping-accounts.filter-key')}
        className={`inline-flex h-(--control-dense) shrink-0 items-center gap-1.5 rounded-control border px-2.5 text-table font-medium hover:bg-hover ${states.length > 0 ? 'border-accent bg-selected' : 'border-edge bg-surface'}`}
      >
        <ListFilter size={14} aria-hidden />
        {shown}
        <ChevronDown size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} className={menuContent}>
          {accountStates.map((state) => (
            <DropdownMenu.CheckboxItem
              key={state}
              checked={states.includes(state)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={(on) =>
                onChange(accountStates.filter((other) => (other === state ? on : states.includes(other))))
              }
              className={menuItem}
            >
              <span className="inline-flex size-4 items-center justify-center rounded-chip border border-edge text-label">
                <DropdownMenu.ItemIndicator aria-hidden>✓</DropdownMenu.ItemIndicator>
              </span>
              <span className="grow">{text(`console-mapping-accounts.state.${state}`)}</span>
              <span className="text-ink-3">{formatCount(counts[state])}</span>
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItem} onSelect={() => onChange([])}>
            {text('console-mapping-accounts.show-all', { count: counts.total })}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
