export const initials = (name: string): string =>
  name
    .split(/\s+/u)
    .filter((part) => part !== '')
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join('') || '?';

export const menuButton =
  'inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-mute-tint text-label font-semibold text-mute hover:bg-hover';
