import { loadLazyParts } from '../../components/lazy-loads.ts';
import { loadErrorWords } from '../../values/error-words.ts';

/** For browsers without an idle callback. */
const settledMs = 1_000;

function load(): void {
  void loadLazyParts();
  void loadErrorWords();
}

/** Loads dialogs, menus and error texts once the first page is shown, so that a key press opens them immediately. */
export function loadWhenIdle(): () => void {
  if (typeof globalThis.requestIdleCallback !== 'function') {
    const timer = setTimeout(load, settledMs);
    return () => clearTimeout(timer);
  }
  const id = globalThis.requestIdleCallback(load, { timeout: settledMs });
  return () => globalThis.cancelIdleCallback(id);
}
