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
  'api-keys',
  'webhooks',
  'audit-streams',
  'incident',
  'password',
  'sessions',
] as const;

export type Section = (typeof sections)[number];

export const isSection = (text: string): text is Section => sections.some((one) => one === text);
