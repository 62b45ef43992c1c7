import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../../../components/button.tsx';
import { menuContent, menuItem } from '../../../components/menu-look.ts';

export interface MemberAction {
  readonly words: string;
  readonly onSelect: () => void;
}

/** What an administrator can do with one member, behind one button: a row has no room for all of it. */
export function MemberMenu({
  label,
  busy,
  actions,
}: {
  readonly label: string;
  readonly busy: boolean;
  readonly actions: readonly MemberAction[];
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button dense aria-label={label} busy={busy}>
          <Ellipsis size={16} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuContent}>
          {actions.map(({ words, onSelect }) => (
            <DropdownMenu.Item key={words} className={menuItem} onSelect={onSelect}>
              {words}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
