import type { IntegrationKey } from '../../domain/keys.ts';
import { psaSet } from '../../domain/credentials.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import type { Tx } from '../../db/model/database.ts';
import { setPsaTimeZone } from '../../db/integrations/integrations.ts';
import { keepTimeZoneNotice } from './time-zone-notice.ts';

/**
 * Stores what the PSA said of its time zone when its credential was last accepted. One that is not known is kept as
 * that, in the PSA's own word, and is never taken for another (RULES 3).
 */
export async function noteTimeZoneOf(
  tx: Tx,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
): Promise<void> {
  const facts = verdicts.find(({ set, ok }) => set === psaSet && ok)?.facts;
  if (facts === undefined) return;
  const { serverTimeZone: known, serverTimeZoneGiven: given } = facts;
  await setPsaTimeZone(
    tx,
    key,
    typeof known === 'string' ? { known } : { unknown: typeof given === 'string' ? given : '' },
  );
  await keepTimeZoneNotice(tx, key);
}
