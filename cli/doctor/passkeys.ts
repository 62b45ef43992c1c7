import ipaddr from 'ipaddr.js';
import type { Database } from '../../db/model/database.ts';
import { countPasskeysOfOtherHosts } from '../../db/people/passkeys.ts';
import { message } from '../../messages/message.ts';
import { type Check, good, warning } from './check.ts';

const name = 'sign-in.passkeys';

/** Whether passkeys work at the address that people open. */
export async function examinePasskeys(db: Database, publicUrl: string): Promise<Check> {
  const { hostname: host } = new URL(publicUrl);
  const lost = await countPasskeysOfOtherHosts(db, host);
  if (lost > 0)
    return warning(
      name,
      message('doctor.passkeys.other-host', { host, count: lost }),
      message('doctor.passkeys.other-host.advice'),
    );
  if (ipaddr.isValid(host.replaceAll(/[[\]]/gu, '')))
    return warning(name, message('doctor.passkeys.address', { host }), message('doctor.passkeys.address.advice'));
  return good(name, message('doctor.passkeys', { host }));
} // prettier-ignore
