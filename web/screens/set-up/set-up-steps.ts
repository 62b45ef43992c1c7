import type { Integration } from '../../api/integrations.ts';

/** In the order a new MSP meets them; the first two come before an integration exists. */
export const setUpSteps = [
  'guide',
  'module',
  'credentials',
  'status',
  'accounts',
  'services',
  'review',
] as const;

export type SetUpStepId = (typeof setUpSteps)[number];

export const isSetUpStep = (text: string): text is SetUpStepId => setUpSteps.some((id) => id === text);

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
