import type { IntegrationKey } from '../../domain/keys.ts';
import type { TemporalUiDetails } from '../../contracts/temporal/activities.ts';
import { termsOfKinds } from '../../domain/kinds.ts';
import { kindsOfIntegrations } from '../../db/integrations/integrations.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * What workflows tell people in the Temporal UI beside what happens: they know neither rows nor settings themselves.
 * @param page of the console, such as `/runs/<id>`.
 */
export async function temporalUiDetails(
  { db, kinds, publicUrl }: Pick<ActivityDependencies, 'db' | 'kinds' | 'publicUrl'>,
  key: IntegrationKey,
  page: string,
): Promise<TemporalUiDetails> {
  const kindsOf = (await kindsOfIntegrations(db, key.tenantId)).find(({ id }) => id === key.integrationId);
  return {
    terms: kindsOf === undefined ? null : termsOfKinds(kinds, kindsOf),
    label: await labelOfIntegration(db, key, kinds),
    link: publicUrl === null ? null : new URL(page, publicUrl).href,
  };
}
