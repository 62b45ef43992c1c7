/** For a menu whose first opening was by a key, before it could see the key itself. */
export function focusFirstItem(menu: HTMLElement | null): void {
  // After the menu has taken the focus.
  setTimeout(() => menu?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus());
}
