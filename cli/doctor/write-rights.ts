import type { IntegrationKey } from '../../domain/keys.ts';
import { entryOf, type PsaDescription } from '../../domain/kinds.ts';
import type { WriteRight } from '../../domain/write-back/write-outcome.ts';
import type { Database } from '../../db/model/database.ts';
import { message } from '../../messages/message.ts';
import { psas } from '../../psa/registry.ts';
import { type Check, good, notChecked, warning } from './check.ts';

/** The rights to create and to end lines, by what the PSA answered so far: no harmless request shows them. */
export async function examineWriteRights(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
): Promise<readonly Check[]> {
  const { psa, createRight, endRight } = await db
    .selectFrom('integration')
    .select(['psa', 'createRight', 'endRight'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', integrationId)
    .executeTakeFirstOrThrow();
  const kind = entryOf(psas, psa);
  return [examineWriteRight(kind, 'create', createRight), examineWriteRight(kind, 'end', endRight)];
}

/** @param known what the PSA's own answers showed of it */
export function examineWriteRight(
  { name: psa, words, credentials }: Pick<PsaDescription, 'name' | 'words' | 'credentials'>,
  work: 'create' | 'end',
  known: WriteRight,
): Check {
  const name = `writing.right.${work}`;
  const terms = { vendor: null, psa, words };
  const rows = credentials.rights?.rows ?? [];
  const rights = rows.flatMap(({ where, right, writes }) =>
    writes?.includes(work) === true ? [`${where}: ${right}`] : [],
  );
  switch (known) {
    case 'proven':
      return good(name, { message: message('doctor.write-right.proven', { work }), terms });
    case 'rejected':
      // Granted since or not: only the next one shows it.
      return warning(
        name,
        { message: message('doctor.write-right.rejected', { work }), terms },
        { message: message('doctor.write-right.rejected.advice', { work, rights }), terms },
      );
    case 'unknown':
      return notChecked(name, { message: message('doctor.write-right.unknown', { work, rights }), terms });
  }
}
