/** Where the page is: what follows the host. */
export interface Place {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

export interface NavigateOptions {
  /** Takes the place of the present entry, so that Back skips it. */
  readonly replace?: boolean | undefined;
}

type Block = (go: () => void) => void;

/** The entries of the browser's history, or of a list in memory. */
export interface Addresses {
  readonly current: () => Place;
  readonly navigate: (to: string, options?: NavigateOptions) => void;
  /** Calls after each change, also by Back and Forward; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void;
  /** Until it is stopped, hands each navigation to `ask` instead of carrying it out. */
  readonly block: (ask: Block) => () => void;
}

interface Entries {
  readonly href: () => string;
  readonly write: (href: string, replace: boolean) => void;
  readonly onPop: (listener: () => void) => () => void;
}

const placeOf = (href: string): Place => {
  const { pathname, search, hash } = new URL(href, 'http://console.invalid');
  return { pathname, search, hash };
};

/** The whole path of `to`, which may begin with `?` or `#`. */
export const resolved = (to: string, from: Place): string => {
  const { pathname, search, hash } = new URL(to, `http://console.invalid${from.pathname}${from.search}`);
  return `${pathname}${search}${hash}`;
};

/** Of the entries of a history. */
export function addresses(entries: Entries): Addresses {
  const listeners = new Set<() => void>();
  let blocked: Block | null = null;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const current = () => placeOf(entries.href());
  return {
    current,
    navigate: (to, { replace = false } = {}) => {
      const go = (): void => {
        entries.write(resolved(to, current()), replace);
        tell();
      };
      if (blocked === null) go();
      else blocked(go);
    },
    onChange: (listener) => {
      listeners.add(listener);
      const stop = entries.onPop(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
    block: (ask) => {
      blocked = ask;
      return () => {
        if (blocked === ask) blocked = null;
      };
    },
  };
}

const indexOf = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'idx' in state && typeof state.idx === 'number'
    ? state.idx
    : 0;

/** Of this browser tab. Each entry knows its index, which `history-check.ts` reads. */
export const browserAddresses = (): Addresses => {
  if (history.state === null) history.replaceState({ idx: 0 }, '');
  return addresses({
    href: () => location.href,
    write: (href, replace) => {
      const idx = indexOf(history.state) + (replace ? 0 : 1);
      if (replace) history.replaceState({ idx }, '', href);
      else history.pushState({ idx }, '', href);
    },
    onPop: (listener) => {
      globalThis.addEventListener('popstate', listener);
      return () => globalThis.removeEventListener('popstate', listener);
    },
  });
};
