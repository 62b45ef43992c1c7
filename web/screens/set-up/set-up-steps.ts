import type { Integration } from '../../api/integrations.ts';

export interface SetUpStep {
  readonly id: string;
  readonly words: string;
}

/** In the order a new MSP meets them; the first two come before an integration exists. */
export const setUpSteps = [
  { id: 'guide', words: 'Guide' },
  { id: 'module', words: 'Module' },
  { id: 'credentials', words: 'Credentials' },
  { id: 'status', words: 'Status' },
  { id: 'accounts', words: 'Accounts' },
  { id: 'services', words: 'Services' },
  { id: 'review', words: 'Review' },
] as const satisfies readonly SetUpStep[];

export type SetUpStepId = (typeof setUpSteps)[number]['id'];

export const isSetUpStep = (text: string): text is SetUpStepId => setUpSteps.some(({ id }) => id === text);

/** Address of a step; those before the integration belong to the vendor. */
export function stepPath(step: SetUpStepId, integrationId: string | null): string {
  // Before an integration exists its steps stand behind the choice that makes one.
  if (integrationId === null) return `/connect/duo/${step === 'guide' ? 'guide' : 'module'}`;
  if (step === 'guide' || step === 'module') return `/connect/duo/${step}`;
  return `/integrations/${integrationId}/setup/${step}`;
}

/** Where a half-made connection goes on: its first open step. */
export function setUpPath(integrationId: string, phase: Integration['phase']): string {
  const step = phase === 'awaiting-credentials' ? 'credentials' : phase === 'loading' ? 'status' : 'accounts';
  return stepPath(step, integrationId);
}
