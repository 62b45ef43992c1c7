import { Search, X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { useShortcuts } from './shortcuts.tsx';
import { useSearchText } from './use-search-text.ts';
import { commonText } from '../values/common-texts.ts';

/** Search that tells the page 150 ms after the last key; `/` goes there. `hint`: what it looks in, where that has no room. */
export function SearchField({
  label,
  placeholder,
  hint,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useSearchText(value, onChange);
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([
    {
      keys: '/',
      words: commonText('console-common.search-page'),
      group: commonText('console-common.this-page'),
      run: () => field.current?.focus(),
    },
  ]);
  return (
    <ListSearch
      label={label}
      placeholder={placeholder ?? label}
      {...{ hint, typed, field }}
      onTyped={setTyped}
    />
  );
}

/** The field alone, for a list that is searched on this page with each key: its owner holds the text (`useSearchText`). */
export function ListSearch({
  label,
  placeholder,
  hint,
  typed,
  onTyped,
  onDown,
  field,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly hint?: string | undefined;
  readonly typed: string;
  readonly onTyped: (text: string) => void;
  /** ↓ or Enter: on to the list. */
  readonly onDown?: () => void;
  readonly field: RefObject<HTMLInputElement | null>;
}) {
  return (
    <span className="relative inline-flex min-w-0 grow basis-28 sm:max-w-72">
      <Search
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        title={hint}
        value={typed}
        onChange={(event) => onTyped(event.target.value)}
        onKeyDown={(event) => {
          if (onDown !== undefined && (event.key === 'ArrowDown' || event.key === 'Enter')) {
            event.preventDefault();
            onDown();
          }
          if (event.key === 'Escape' && typed !== '') {
            event.preventDefault();
            onTyped('');
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
      <span className="sr-only">{commonText('console-common.remove-filter')}</span>
    </button>
  );
}

/** The toolbar above a table. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-h-10 flex-wrap items-center gap-2">{children}</div>;
}
