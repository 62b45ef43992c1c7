import type { ReactNode } from 'react';

export interface MenuButtonProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly onOpen: (byKeyboard: boolean) => void;
}

/** Opens a menu that is not loaded before it is wanted; it looks and reads as the menu's own button. */
export function MenuButton({ label, className, children, onOpen }: MenuButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      className={className}
      // A click of the keyboard has no detail.
      onClick={({ detail }) => onOpen(detail === 0)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        onOpen(true);
      }}
    >
      {children}
    </button>
  );
}
