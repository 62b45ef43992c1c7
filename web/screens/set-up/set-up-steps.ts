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

/** Steps before the integration exists: they belong to the vendor. */
export type ConnectStepId = Extract<SetUpStepId, 'guide' | 'module'>;
export const isConnectStep = (step: SetUpStepId): step is ConnectStepId =>
  step === 'guide' || step === 'module';

export const connectPath = (vendorId: string, step: ConnectStepId): string => `/connect/${vendorId}/${step}`;

/** Address of a step of an integration. */
export const stepPath = (step: Exclude<SetUpStepId, ConnectStepId>, integrationId: string): string =>
  `/integrations/${integrationId}/setup/${step}`;

/** Where a half-made connection goes on: its first open step. */
export function setUpPath(integrationId: string, phase: Integration['phase']): string {
  const step = phase === 'awaiting-credentials' ? 'credentials' : phase === 'loading' ? 'status' : 'accounts';
  return stepPath(step, integrationId);
}
