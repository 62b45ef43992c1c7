export const sections = {
  checks: 'Checks',
  billingTarget: 'BillingTarget',
  general: 'Time and currency',
  privacy: 'Privacy',
  appearance: 'Appearance',
  people: 'People',
  'api-keys': 'API keys',
  webhooks: 'Webhooks',
  incident: 'Incident',
  password: 'Your password',
  sessions: 'Your sessions',
} as const;

export type Section = keyof typeof sections;

export const isSection = (text: string): text is Section => text in sections;
