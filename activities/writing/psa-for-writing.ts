import { type Message, message } from '../../messages/message.ts';
import type { WorkErrorCode } from '../../contracts/errors/work.ts';
import { instanceHold } from '../../db/integrations/instances.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { psaSet } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Psa } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { differingInstance } from '../credentials/instance-comparison.ts';
import { concludeProbe } from '../credentials/conclude-probe.ts';
import { isVerdict, probedCredential, unreadableDetail } from '../runtime/sealed-credentials.ts';

/**
 * The working client for writing. Why there is none is no failure of the attempt: what is approved waits, and says so.
 * A record that does not open is noted at the integration, once, as a probe would.
 */
export async function psaForWriting(
  deps: ActivityDependencies,
  key: IntegrationKey,
): Promise<{ readonly psa: Psa } | { readonly none: Message; readonly code: WorkErrorCode }> {
  const hold = await instanceHold(deps.db, key);
  if (hold !== null) return { none: hold.detail, code: hold.code };
  const stored = await probedCredential(deps, key, psaSet, 'working');
  if (stored === null) return { none: message('psas.credential-missing'), code: 'WriteBlocked' };
  if (!isVerdict(stored)) {
    const psa = deps.psa(stored.kinds.psa, stored.fields, {
      timeZone: (await compositionSettings(deps.db, key)).timeZone,
      onCall: () => undefined,
      known: deps.knownPsas.of(stored.id),
    });
    const differs = await differingInstance(deps, key, psa);
    return differs === null ? { psa } : { none: differs.detail, code: differs.code };
  }
  if ((await findIntegration(deps.db, key))?.phase === 'active') await concludeProbe(deps, key, [stored]);
  return { none: unreadableDetail(deps.kinds, psaSet), code: 'WriteBlocked' };
}
