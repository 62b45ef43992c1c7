import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { appearanceStore } from '../app/theme.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';

export interface Shortcut {
  /** As KeyboardEvent.key; `Shift+R`, `Mod+k` (Ctrl or ⌘), or two in a row: `g i`. */
  readonly keys: string;
  readonly words: string;
  /** Heading of its part of the sheet. */
  readonly group: string;
  readonly run: () => void;
}

interface Registry {
  readonly add: (shortcuts: readonly Shortcut[]) => () => void;
  readonly list: () => readonly Shortcut[];
  readonly openSheet: () => void;
}

const ShortcutContext = createContext<Registry>({
  add: () => () => undefined,
  list: () => [],
  openSheet: () => undefined,
});

export const useShortcutSheet = (): (() => void) => useContext(ShortcutContext).openSheet;

/**
 * Registers shortcuts of a page for as long as it is shown. They act anywhere but in a field or a dialog; a list's
 * own letters belong on the list's keydown, with `lettersOf` in the sheet alone (run: nothing).
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const { add } = useContext(ShortcutContext);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map(({ keys, words, group }) => `${group}|${keys}|${words}`).join('\n');
  useEffect(() => {
    const fixed = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: () => latest.current[index]?.run(),
    }));
    return add(fixed);
    // `shape` stands for what the sheet shows; `run` is always the latest.
  }, [add, shape]);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName));

const inDialog = (): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  // Shift is part of what ? and other signs are.
  const shift = event.shiftKey && /^[A-Za-z]$|^.{2,}$/u.test(event.key) ? 'Shift+' : '';
  const key = event.key.length === 1 && shift !== '' ? event.key.toUpperCase() : event.key;
  return `${mod}${shift}${key}`;
}

const chordMs = 1_200;

export function ShortcutProvider({ children }: { readonly children: ReactNode }) {
  const registered = useRef(new Set<readonly Shortcut[]>());
  const [sheet, setSheet] = useState(false);
  const add = useCallback((shortcuts: readonly Shortcut[]) => {
    registered.current.add(shortcuts);
    return () => registered.current.delete(shortcuts);
  }, []);
  const registry = useMemo<Registry>(
    () => ({ add, list: () => [...registered.current].flat(), openSheet: () => setSheet(true) }),
    [add],
  );
  const { singleKeys } = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey) return;
      const name = nameOf(event);
      const isSingle = !name.startsWith('Mod+');
      if (isSingle && (!singleKeys || isField(event.target))) return;
      if (inDialog()) return;
      const chord = first !== null && event.timeStamp - first.at < chordMs ? `${first.key} ${name}` : null;
      const all = registry.list();
      const hit = all.find(({ keys }) => keys === chord) ?? all.find(({ keys }) => keys === name);
      first = all.some(({ keys }) => keys.startsWith(`${name} `)) ? { key: name, at: event.timeStamp } : null;
      if (hit === undefined) return;
      event.preventDefault();
      first = null;
      hit.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [registry, singleKeys]);
  return (
    <ShortcutContext value={registry}>
      {children}
      {sheet ? <ShortcutSheet shortcuts={registry.list()} onClose={() => setSheet(false)} /> : null}
    </ShortcutContext>
  );
}
