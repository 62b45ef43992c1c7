export const narrowMenuButton =
  'inline-flex size-(--control) items-center justify-center rounded-control text-ink-2 hover:bg-hover lg:hidden';
