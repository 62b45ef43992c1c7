import type { IntegrationKey } from '../domain/keys.ts';
import type { ShownToOperators } from '../contracts/temporal/activities.ts';
import { labelOfIntegration } from '../db/core/integration-label.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * What workflows tell people in the Temporal UI beside what happens: they know neither rows nor settings themselves.
 * @param page of the console, such as `/runs/<id>`.
 */
export async function shownToOperators(
  { db, kinds, publicUrl }: Pick<ActivityDependencies, 'db' | 'kinds' | 'publicUrl'>,
  key: IntegrationKey,
  page: string,
): Promise<ShownToOperators> {
  return {
    label: await labelOfIntegration(db, key, kinds),
    link: publicUrl === null ? null : new URL(page, publicUrl).href,
  };
}
