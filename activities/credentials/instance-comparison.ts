import { keptInstance } from '../../db/integrations/instances.ts';
import { type InstanceQuestionCode, instanceDifference, instanceWords } from '../../domain/instances.ts';
import { type Message, message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Psa } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { concludeProbe } from './conclude-probe.ts';
import { probePsa } from './verify-psa.ts';

interface Difference {
  readonly code: InstanceQuestionCode;
  readonly detail: Message;
}

/** Whether a client answers as another instance than the kept one, or at another address; null: it does not. */
export async function answersElsewhere(
  { db }: Pick<ActivityDependencies, 'db'>,
  key: IntegrationKey,
  psa: Psa,
): Promise<Difference | null> {
  const known = await keptInstance(db, key, 'psa');
  if (known === null) return null;
  const found = await psa.instance();
  // Whatever kept it from answering is met by the work itself.
  const code = found.ok ? instanceDifference(known.kept, found.value) : null;
  if (!found.ok || code === null) return null;
  const detail = message('instances.other', {
    found: instanceWords(found.value),
    kept: instanceWords(known.kept),
  });
  return { code, detail };
}

/** The same of the working client; what differs is asked about, as after a probe. */
export async function differingInstance(
  deps: ActivityDependencies,
  key: IntegrationKey,
  psa: Psa,
): Promise<Difference | null> {
  const differs = await answersElsewhere(deps, key, psa);
  if (differs !== null) await concludeProbe(deps, key, await probePsa(deps, key, 'working'));
  return differs;
}
