/** As in addresses; a name is `console-settings.section.<it>`. */
export const sections = [
  'checks',
  'billing-target',
  'general',
  'brand',
  'control-list',
  'margin',
  'privacy',
  'appearance',
  'people',
  'sign-in-policy',
  'identity-providers',
  'api-keys',
  'webhooks',
  'audit-streams',
  'incident',
  'your-sign-in',
] as const;

export type Section = (typeof sections)[number];

export const isSection = (text: string): text is Section => sections.some((one) => one === text);

/** Addresses of earlier releases. */
const renamed: Readonly<Record<string, Section>> = { password: 'your-sign-in', sessions: 'your-sign-in' };

export const renamedSection = (text: string): Section | null => renamed[text] ?? null;
