export const menuContent =
  'z-50 min-w-48 rounded-card border border-line bg-raised p-1 text-table shadow-layer outline-none';
/** A popover with more than a list of choices. */
export const menuPanel =
  'z-40 flex max-h-[var(--radix-popover-content-available-height)] flex-col rounded-card border border-line bg-raised shadow-layer outline-none';
export const menuItem =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1 outline-none data-[highlighted]:bg-hover aria-[current=page]:font-semibold pointer-coarse:min-h-11';
