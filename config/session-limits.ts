import type { Environment } from './environment.ts';

/** How long a session lasts, as API and npm start are told. */
export const sessionLimitsOf = (
  environment: Pick<Environment, 'SESSION_IDLE_MINUTES' | 'SESSION_HOURS' | 'STEP_UP_MINUTES'>,
): { readonly idleSeconds: number; readonly absoluteSeconds: number; readonly stepUpSeconds: number } => ({
  idleSeconds: environment.SESSION_IDLE_MINUTES * 60,
  absoluteSeconds: environment.SESSION_HOURS * 3_600,
  stepUpSeconds: environment.STEP_UP_MINUTES * 60,
});
