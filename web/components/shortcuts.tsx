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
import { appearanceStore } from './theme.ts';
import type { Shortcut } from './shortcut.ts';
import { lazyPart } from './lazy-part.tsx';

const ShortcutSheet = lazyPart<{ readonly shortcuts: readonly Shortcut[]; readonly onClose: () => void }>(
  () => import('./shortcut-sheet.tsx'),
);

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

/** Everything that can be pressed just now. */
export const useShortcutList = (): (() => readonly Shortcut[]) => useContext(ShortcutContext).list;

/**
 * Registers shortcuts of a page for as long as it is shown. They act anywhere but in a dialog and, unless they say so,
 * in a field or popover; a list's own letters belong on the list's keydown, and here in the sheet alone.
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
      run: shortcut.run === null ? null : () => latest.current[index]?.run?.(),
    }));
    return add(fixed);
    // `shape` stands for what the sheet shows; `run` is always the latest.
  }, [add, shape]);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName));

const layers = (): readonly Element[] => [
  ...document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]'),
];

/** What closes by itself when the focus goes elsewhere; in Radix's own words. */
const isPopover = (layer: Element): boolean =>
  layer.role === 'dialog' && layer.closest('[data-radix-popper-content-wrapper]') !== null;

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  // Shift is part of what ? and other signs are.
  const shift = event.shiftKey && /^[A-Za-z]$|^.{2,}$/u.test(event.key) ? 'Shift+' : '';
  return `${mod}${shift}${keyOf(event.key, mod !== '', shift !== '')}`;
}

/** With capitals locked a letter beside Ctrl is a capital, without Shift. */
function keyOf(key: string, withMod: boolean, withShift: boolean): string {
  if (key.length > 1) return key;
  if (withShift) return key.toUpperCase();
  return withMod ? key.toLowerCase() : key;
}

/** What WCAG 2.1.4 wants to be switched off: letters and signs alone. Escape and F6 are none. */
const isPrintable = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey;

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
      const open = layers();
      if ((isPrintable(event) && !singleKeys) || !open.every(isPopover)) return;
      const name = nameOf(event);
      const chord = first !== null && event.timeStamp - first.at < chordMs ? `${first.key} ${name}` : null;
      const acting = registry
        .list()
        .filter(
          ({ run, inFields }) =>
            run !== null && (inFields === true || (open.length === 0 && !isField(event.target))),
        );
      const hit = acting.find(({ keys }) => keys === chord) ?? acting.find(({ keys }) => keys === name);
      const opensChord = acting.some(({ keys }) => keys.startsWith(`${name} `));
      first = opensChord ? { key: name, at: event.timeStamp } : null;
      if (hit === undefined) return;
      event.preventDefault();
      first = null;
      hit.run?.();
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
