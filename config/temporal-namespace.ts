import { ownTemporal } from '../domain/defaults.ts';
import type { Environment } from './environment.ts';

/** TEMPORAL_NAMESPACE, else that of the profile which the SDK found (TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE), else our own. */
export const temporalNamespace = (
  { TEMPORAL_NAMESPACE }: Pick<Environment, 'TEMPORAL_NAMESPACE'>,
  profile: { readonly connectionOptions: unknown; readonly namespace?: string },
): string => TEMPORAL_NAMESPACE ?? profile.namespace ?? ownTemporal.namespace;
