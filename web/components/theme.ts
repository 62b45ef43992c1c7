/** What a person chose for this browser; kept there, read before the first paint by public/boot.js. */
export interface Appearance {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'dense' | 'comfortable';
  /** Single-key shortcuts; off for those whom they disturb (WCAG 2.1.4). */
  readonly singleKeys: boolean;
}

const storageKey = 'seatwise.appearance';
const preset: Appearance = { theme: 'system', density: 'dense', singleKeys: true };

export function readAppearance(): Appearance {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof stored === 'object' ? { ...preset, ...stored } : preset;
  } catch {
    return preset;
  }
}

const listeners = new Set<() => void>();
let current = readAppearance();

/** For useSyncExternalStore. */
export const appearanceStore = {
  get: (): Appearance => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function changeAppearance(change: Partial<Appearance>): void {
  current = { ...current, ...change };
  const { dataset } = document.documentElement;
  if (current.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = current.theme;
  if (current.density === 'comfortable') dataset['density'] = 'comfortable';
  else delete dataset['density'];
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Kept for this page only.
  }
  for (const listener of listeners) listener();
}
