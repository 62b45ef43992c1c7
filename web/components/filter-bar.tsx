import { Search, X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useShortcuts } from './shortcuts.tsx';

const settleMs = 150;

/** Search that tells the page 150 ms after the last key; `/` goes there. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  shortcut = true,
  onTyped,
  onDown,
  field: given,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Only one field of a page takes `/` by itself. */
  readonly shortcut?: boolean;
  /** At once with each key, for lists that are searched on this page. */
  readonly onTyped?: (value: string) => void;
  /** ↓ or Enter: on to the list. */
  readonly onDown?: () => void;
  readonly field?: RefObject<HTMLInputElement | null>;
}) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const own = useRef<HTMLInputElement>(null);
  const field = given ?? own;
  // The address may change under it, by Back.
  if (value !== seen) {
    setSeen(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), settleMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  useShortcuts(
    shortcut
      ? [{ keys: '/', words: 'Search this page', group: 'This page', run: () => field.current?.focus() }]
      : [],
  );
  return (
    <span className="relative inline-flex min-w-0 grow sm:max-w-72">
      <Search
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          onTyped?.(event.target.value);
        }}
        onKeyDown={(event) => {
          if (onDown !== undefined && (event.key === 'ArrowDown' || event.key === 'Enter')) {
            event.preventDefault();
            onDown();
          }
          if (event.key === 'Escape' && typed !== '') {
            event.preventDefault();
            setTyped('');
            onTyped?.('');
          }
        }}
        className="h-(--control-dense) w-full rounded-control border border-edge bg-surface pr-2 pl-8 text-table placeholder:text-ink-3"
      />
    </span>
  );
}

/** A filter in use: its name and a press that takes it away. */
export function FilterChip({
  children,
  onRemove,
}: {
  readonly children: ReactNode;
  readonly onRemove: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onRemove}
      className="inline-flex h-(--control-dense) items-center gap-1 rounded-full border border-accent bg-selected px-3 text-table"
    >
      {children}
      <X size={14} aria-hidden />
      <span className="sr-only">remove filter</span>
    </button>
  );
}

/** The toolbar above a table. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-h-10 flex-wrap items-center gap-2">{children}</div>;
}
