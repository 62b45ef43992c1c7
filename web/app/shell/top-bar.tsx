import { Keyboard, Menu, Search } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { useTabCounts } from '../../api/counts.ts';
import { formatCount } from '../../values/format.ts';
import { useShortcuts, useShortcutSheet } from '../../components/shortcuts.tsx';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import { Palette } from './palette.tsx';
import { PersonMenu } from './person-menu.tsx';
import { RefreshButton } from './refresh-button.tsx';
import { SyncStatus } from './sync-status.tsx';
import { type Tab, tabs } from './tabs.ts';

/** 48 px above every page: places, Sync Status, Refresh, jump, help, person. */
export function TopBar() {
  const navigate = useNavigate();
  const openSheet = useShortcutSheet();
  const [jump, setJump] = useState(false);
  const group = 'Everywhere';
  useShortcuts([
    { keys: '?', words: 'This list', group, run: openSheet },
    {
      keys: 'Mod+k',
      words: 'Find a customer, page, action or run',
      group,
      run: () => setJump(true),
      inFields: true,
    },
    ...tabs.map(({ to, words, letter }) => ({
      keys: `g ${letter}`,
      words,
      group,
      run: () => void navigate(to),
    })),
  ]);
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-3 sm:px-6">
      <NarrowMenu />
      <Link to="/" className="mr-2 font-semibold tracking-tight xl:mr-4">
        Seatwise
      </Link>
      <nav aria-label="Main" className="hidden h-full items-center gap-1 lg:flex">
        {tabs.map((tab) => (
          <TabLink key={tab.to} tab={tab} />
        ))}
      </nav>
      <span className="grow" />
      <SyncStatus />
      <RefreshButton />
      <button
        type="button"
        onClick={() => setJump(true)}
        aria-label="Jump"
        aria-keyshortcuts="Control+K Meta+K"
        title="Jump (Ctrl/⌘ K)"
        className="hidden size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover sm:inline-flex"
      >
        <Search size={16} aria-hidden />
      </button>
      <button
        type="button"
        onClick={openSheet}
        aria-label="Keyboard help"
        aria-keyshortcuts="?"
        title="Keyboard (?)"
        className="hidden size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover sm:inline-flex"
      >
        <Keyboard size={16} aria-hidden />
      </button>
      <PersonMenu />
      {jump ? <Palette onClose={() => setJump(false)} /> : null}
    </header>
  );
}

function TabLink({ tab }: { readonly tab: Tab }) {
  const count = useTabCounts()[tab.count ?? 'none'];
  const { pathname } = useLocation();
  // The steps before an integration exists belong to Integrations too.
  const isConnecting = tab.to === '/integrations' && pathname.startsWith('/connect/');
  return (
    <NavLink
      to={tab.to}
      className={({ isActive }) =>
        `flex h-full items-center gap-1.5 border-b-2 px-2 pt-0.5 whitespace-nowrap xl:px-2.5 ${isActive || isConnecting ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2 hover:text-ink'}`
      }
    >
      {tab.words}
      {count === undefined ? null : (
        <span className="min-w-5 rounded-full bg-mute-tint px-1.5 text-center text-meta leading-5 tabular-nums text-mute">
          {formatCount(count)}
        </span>
      )}
    </NavLink>
  );
}

/** The tabs where they have no room. */
function NarrowMenu() {
  const counts = useTabCounts();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label="Menu"
        className="inline-flex size-(--control) items-center justify-center rounded-control text-ink-2 hover:bg-hover lg:hidden"
      >
        <Menu size={18} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={6} className={menuContent}>
          {tabs.map(({ to, words, count }) => (
            <DropdownMenu.Item key={to} asChild className={menuItem}>
              <NavLink to={to}>
                <span className="grow">{words}</span>
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
