import { type Instance, instanceDifference } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { keptInstance } from '../../db/integrations/instances.ts';
import type { Database } from '../../db/model/database.ts';
import { asWritten, message, type Message } from '../../messages/message.ts';
import type { Psa } from '../../psa/port.ts';
import { bad, type Check, good, notChecked, warning } from './check.ts';

/** Which instance answers against the kept one (RULES 14). */
export async function examineInstance(
  db: Database,
  key: IntegrationKey,
  psa: Psa,
  signal: AbortSignal,
): Promise<Check> {
  const name = 'psa.instance';
  const known = await keptInstance(db, key, 'psa');
  const found = await psa.instance(signal);
  if (!found.ok) return notChecked(name, message('doctor.instance.unknown', { code: found.code }));
  const present = instanceShown(found.value);
  if (known === null) return notChecked(name, message('doctor.instance.not-kept', { found: present }));
  const kept = instanceShown(known.kept);
  const advice = message('doctor.instance.advice');
  switch (instanceDifference(known.kept, found.value)) {
    case 'OtherInstance':
      return bad(name, message('doctor.instance.other', { found: present, kept }), advice);
    case 'AddressChanged':
      return warning(
        name,
        message('doctor.instance.address-changed', { kept, address: found.value.address }),
        advice,
      );
    case null:
      return known.move === null
        ? good(name, kept)
        : warning(
            name,
            message('doctor.instance.not-proven', { address: known.kept.address }),
            message('doctor.instance.not-proven.advice'),
          );
  }
}

const instanceShown = ({ id, address }: Instance): Message =>
  id === null ? asWritten(address) : message('doctor.instance', { id, address });
