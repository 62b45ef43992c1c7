import { Dialog } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from '../../components/router.tsx';
import { useIntegrations } from '../../api/integrations.ts';
import { asApiError } from '../../values/problem.ts';
import { useSearch } from '../../api/search.ts';
import { useShortcutList } from '../../components/shortcuts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useWordsOf } from '../../components/words.ts';
import { consoleShell } from '../../../messages/generated/console-shell.ts';
import { useTexts, useTextsOf } from '../../components/texts.ts';
import { consolePalette } from '../../../messages/generated/console-palette.ts';
import { actionsOf, type Entry, type EntryGroup, foundGroups, matching, pagesOf } from './palette-entries.ts';

/** Before anything is typed. */
const mostPages = 8;
const settleMs = 120;

/** Type a few letters: pages, what this page can do, and what the search finds. Arrows choose, Enter goes there. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const text = useTexts(consolePalette);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { groups, error } = useGroups(typed);
  const field = useRef<HTMLInputElement>(null);
  const afterClose = useRef<(() => void) | null>(null);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.min(chosen, entries.length - 1);
  const go = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    const { choose } = entry;
    // What acts on the page may take the focus itself, once it is back there.
    if ('run' in choose) afterClose.current = choose.run;
    else navigate(choose.to);
    onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            field.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            if (afterClose.current === null) return;
            event.preventDefault();
            afterClose.current();
          }}
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[76dvh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col rounded-dialog bg-raised shadow-layer"
        >
          <Dialog.Title className="sr-only">{text('console-palette.title')}</Dialog.Title>
          <input
            ref={field}
            type="text"
            role="combobox"
            aria-label={text('console-palette.title')}
            placeholder={text('console-palette.placeholder')}
            autoComplete="off"
            spellCheck={false}
            aria-expanded
            aria-controls="jump-places"
            aria-activedescendant={entries.length === 0 ? undefined : `jump-${at}`}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setChosen(0);
            }}
            onKeyDown={(event) => {
              const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
              if (step !== undefined) {
                event.preventDefault();
                setChosen(Math.max(0, Math.min(entries.length - 1, at + step)));
              } else if (event.key === 'Enter') {
                event.preventDefault();
                go(entries[at]);
              }
            }}
            className="m-3 h-(--control) rounded-control border border-edge bg-surface px-2.5"
          />
          <Places groups={groups} at={at} onChoose={go} />
          <p role="status" className="border-t border-line px-5 py-2 text-label text-ink-2">
            {error === null
              ? entries.length === 0
                ? text('console-palette.none')
                : text('console-palette.found', { count: entries.length })
              : text('console-palette.offline', { title: asApiError(error).title })}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Groups with something in them; found ones follow once the typing rests. */
function useGroups(typed: string): { readonly groups: readonly EntryGroup[]; readonly error: unknown } {
  const cards = useIntegrations();
  const words = useWordsOf();
  const textsOf = useTextsOf(consolePalette);
  const shell = useTexts(consoleShell);
  const text = textsOf();
  const shortcuts = useShortcutList();
  // Of the page below: the dialog itself has none.
  const [actions] = useState(() => actionsOf(shortcuts()));
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), settleMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const { found, error } = useSearch(typed === '' ? '' : asked);
  const pages = matching(
    pagesOf(
      (cards.data?.items ?? []).map(({ id }) => id),
      words,
      textsOf,
      shell,
    ),
    typed,
  );
  const all: readonly EntryGroup[] = [
    {
      id: 'pages',
      name: text('console-palette.pages'),
      entries: pages.slice(0, mostPages),
      more: pages.length > mostPages,
    },
    {
      id: 'actions',
      name: text('console-palette.actions'),
      entries: matching(actions, typed),
      more: false,
    },
    ...foundGroups(found, words, textsOf),
  ];
  return { groups: all.filter(({ entries }) => entries.length > 0), error };
}

function Places({
  groups,
  at,
  onChoose,
}: {
  readonly groups: readonly EntryGroup[];
  readonly at: number;
  readonly onChoose: (entry: Entry) => void;
}) {
  const chosen = useRef<HTMLDivElement>(null);
  const text = useTexts(consolePalette);
  useEffect(() => {
    // What it gives, a promise in newer browsers, is no clean-up.
    chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const firsts = groups.map((_, index) =>
    groups.slice(0, index).reduce((sum, { entries }) => sum + entries.length, 0),
  );
  return (
    <div
      id="jump-places"
      role="listbox"
      aria-label={text('console-palette.places')}
      className="min-h-0 overflow-y-auto px-3 pb-2"
    >
      {groups.map(({ id, name, entries, more }, group) => (
        <div key={id} role="group" aria-label={name}>
          <p aria-hidden className="px-2.5 pt-2 pb-1 text-label font-semibold text-ink-3">
            {name}
          </p>
          {entries.map((entry, index) => {
            const place = (firsts[group] ?? 0) + index;
            return (
              <div
                key={entry.id}
                id={`jump-${place}`}
                ref={place === at ? chosen : undefined}
                role="option"
                aria-selected={place === at}
                onClick={() => onChoose(entry)}
                className={`flex cursor-pointer items-baseline gap-3 rounded-control px-2.5 py-1.5 text-table ${place === at ? 'bg-selected' : 'hover:bg-hover'}`}
              >
                <VendorText text={entry.words} oneLine className="min-w-0 grow" />
                {entry.note === undefined ? null : (
                  <span className="shrink-0 text-label text-ink-3">{entry.note}</span>
                )}
              </div>
            );
          })}
          {more ? <p className="px-2.5 py-1 text-label text-ink-3">{text('console-palette.more')}</p> : null}
        </div>
      ))}
    </div>
  );
}
