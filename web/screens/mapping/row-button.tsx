import type { ReactNode } from 'react';

/** What is pressed within a row, with or without an edge. */
export const rowButtonLook =
  'inline-flex h-7 min-w-7 items-center justify-center gap-1 rounded-control px-2 text-label font-medium hover:bg-hover pointer-coarse:h-11 pointer-coarse:min-w-11';

/** A decision of a row for the pointer; keys act on the row itself, so Tab passes over it. */
export function RowButton({
  label,
  title,
  onPress,
  isWideOnly = false,
  children,
}: {
  readonly label: string;
  readonly title?: string;
  readonly onPress: () => void;
  /** A phone has it in the row's menu. */
  readonly isWideOnly?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={title}
      onClick={onPress}
      className={`${rowButtonLook} border border-edge text-ink ${isWideOnly ? 'max-sm:hidden' : ''}`}
    >
      {children}
    </button>
  );
}
