import { Menu } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { NavLink } from '../../components/router.tsx';
import { useTabCounts } from '../../api/counts.ts';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import { useTexts } from '../../components/texts.ts';
import { formatCount } from '../../values/format.ts';
import { focusFirstItem } from '../../components/first-item.ts';
import { narrowMenuButton } from './narrow-menu.ts';
import { consoleShell } from '../../../messages/generated/console-shell.ts';
import { tabs } from './tabs.ts';

/** The tabs as a menu, open; the top bar loads it. */
export default function NarrowMenuContent({ byKeyboard }: { readonly byKeyboard: boolean }) {
  const counts = useTabCounts();
  const text = useTexts(consoleShell);
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger aria-label={text('console-shell.menu')} className={narrowMenuButton}>
        <Menu size={18} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={byKeyboard ? focusFirstItem : null}
          align="start"
          sideOffset={6}
          className={menuContent}
        >
          {tabs.map(({ to, id, count }) => (
            <DropdownMenu.Item key={to} asChild className={menuItem}>
              <NavLink to={to}>
                <span className="grow">{text(`console-shell.tab.${id}`)}</span>
                {counts[count ?? 'none'] === undefined ? null : (
                  <span className="text-label text-ink-3">{formatCount(counts[count ?? 'none'])}</span>
                )}
              </NavLink>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
