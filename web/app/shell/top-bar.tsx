import { Keyboard, Menu, RefreshCw, Search } from 'lucide-react';
import { useState } from 'react';
import { Link, NavLink, useLocation, useNavigate } from '../../components/router.tsx';
import { useTabCounts } from '../../api/counts.ts';
import { logoAddress, useSession } from '../../api/session.ts';
import { useTexts } from '../../components/texts.ts';
import { formatCount, formatTime } from '../../values/format.ts';
import { useShortcuts, useShortcutSheet } from '../../components/shortcuts.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { MenuButton } from './menu-button.tsx';
import { narrowMenuButton } from './narrow-menu.ts';
import { PersonMenu } from './person-menu.tsx';
import { consoleShell } from '../../../messages/generated/console-shell.ts';
import { SyncStatus } from './sync-status.tsx';
import { type Tab, tabs } from './tabs.ts';
import { useRefresh } from '../../context/refresh-rule.tsx';

const Palette = lazyPart<{ readonly onClose: () => void }>(() => import('./palette.tsx'));

/** 48 px above every page: places, Sync status, Refresh, jump, help, person. */
export function TopBar() {
  const navigate = useNavigate();
  const openSheet = useShortcutSheet();
  const [jump, setJump] = useState(false);
  const text = useTexts(consoleShell);
  const group = text('console-shell.everywhere');
  useShortcuts([
    { keys: '?', words: text('console-shell.shortcuts'), group, run: openSheet },
    {
      keys: 'Mod+k',
      words: text('console-shell.search-all'),
      group,
      run: () => setJump(true),
      inFields: true,
    },
    ...tabs.map(({ to, id, letter }) => ({
      keys: `g ${letter}`,
      words: text(`console-shell.tab.${id}`),
      group,
      run: () => navigate(to),
    })),
  ]);
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-3 sm:px-6">
      <NarrowMenu />
      <Brand />
      <nav aria-label={text('console-shell.tabs')} className="hidden h-full items-center gap-1 lg:flex">
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
        aria-label={text('console-shell.search')}
        aria-keyshortcuts="Control+K Meta+K"
        title={text('console-shell.search-key', { key: 'Ctrl/⌘ K' })}
        className="hidden size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover sm:inline-flex"
      >
        <Search size={16} aria-hidden />
      </button>
      <button
        type="button"
        onClick={openSheet}
        aria-label={text('console-shell.shortcuts')}
        aria-keyshortcuts="?"
        title={text('console-shell.shortcuts-key', { key: '?' })}
        className="hidden size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover sm:inline-flex"
      >
        <Keyboard size={16} aria-hidden />
      </button>
      <PersonMenu />
      {jump ? <Palette onClose={() => setJump(false)} /> : null}
    </header>
  );
}

/** Ours, then the MSP's: its logo, or its name where there is room. */
function Brand() {
  const { name, logo } = useSession().tenant;
  return (
    <Link to="/" className="mr-2 flex shrink-0 items-center gap-2 font-semibold xl:mr-4">
      <img src="/icon.svg" alt="Seatwise" className="size-5" />
      {logo === null ? (
        <span className="max-w-60 truncate max-2xl:hidden">{name}</span>
      ) : (
        <img
          src={logoAddress(logo)}
          alt={name}
          className="h-6 max-w-24 rounded-control bg-plate object-contain px-1"
        />
      )}
    </Link>
  );
}

function TabLink({ tab }: { readonly tab: Tab }) {
  const count = useTabCounts()[tab.count ?? 'none'];
  const { pathname } = useLocation();
  const text = useTexts(consoleShell);
  // The steps before an integration exists belong to Integrations too.
  const isConnecting = tab.to === '/integrations' && pathname.startsWith('/connect/');
  return (
    <NavLink
      to={tab.to}
      onPointerEnter={tab.preload}
      onFocus={tab.preload}
      className={({ isActive }) =>
        `flex h-full items-center gap-1.5 border-b-2 px-2 pt-0.5 whitespace-nowrap xl:px-2.5 ${isActive || isConnecting ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2 hover:text-ink'}`
      }
    >
      {text(`console-shell.tab.${tab.id}`)}
      {count === undefined ? null : (
        <span className="min-w-5 rounded-full bg-mute-tint px-1.5 text-center text-meta leading-5 tabular-nums text-mute">
          {formatCount(count)}
        </span>
      )}
    </NavLink>
  );
}

const NarrowMenuContent = lazyPart<{ readonly byKeyboard: boolean }>(
  () => import('./narrow-menu-content.tsx'),
  () => <ClosedNarrowMenu onOpen={() => undefined} />,
);

/** The tabs where they have no room. */
function NarrowMenu() {
  const [opened, setOpened] = useState<{ readonly byKeyboard: boolean } | null>(null);
  return opened === null ? (
    <ClosedNarrowMenu onOpen={(byKeyboard) => setOpened({ byKeyboard })} />
  ) : (
    <NarrowMenuContent {...opened} />
  );
}

function ClosedNarrowMenu({ onOpen }: { readonly onOpen: (byKeyboard: boolean) => void }) {
  const text = useTexts(consoleShell);
  return (
    <MenuButton label={text('console-shell.menu')} className={narrowMenuButton} onOpen={onOpen}>
      <Menu size={18} aria-hidden />
    </MenuButton>
  );
}

/** Pink only when a run has ended with newer data than shown; only a press changes the table (console.md 5.3). */
function RefreshButton() {
  const { lit, busy, at, press } = useRefresh();
  const text = useTexts(consoleShell);
  const word = text('console-shell.refresh');
  useShortcuts([{ keys: 'Shift+R', words: word, group: text('console-shell.everywhere'), run: press }]);
  const name = lit && at !== null ? text('console-shell.refresh-newer', { time: formatTime(at) }) : word;
  return (
    <button
      type="button"
      onClick={() => (busy ? undefined : press())}
      aria-label={name}
      aria-busy={busy}
      aria-keyshortcuts="Shift+R"
      title={text('console-shell.refresh-key', { name, key: 'Shift R' })}
      data-lit={lit}
      className={`relative inline-flex h-(--control-dense) items-center gap-1.5 rounded-control border px-2.5 text-table font-medium ${lit ? 'border-refresh bg-refresh text-on-refresh hover:border-refresh-hover hover:bg-refresh-hover' : 'border-edge bg-surface text-ink hover:bg-hover'}`}
    >
      <RefreshCw size={14} className={busy ? 'animate-spin' : ''} aria-hidden />
      <span className="hidden sm:inline">{word}</span>
      {lit ? <span className="absolute top-1 right-1 size-1.5 rounded-full bg-current" aria-hidden /> : null}
    </button>
  );
}
