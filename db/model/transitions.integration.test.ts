import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { databaseForFile } from '../../test/environment/database-for-file.ts';
import type { MappingState } from '../../domain/states.ts';
import { applyMappingChange } from '../mapping/mappings.ts';

const own = databaseForFile();

/** Whoever writes a state asks the table of states at the write, whatever was checked before. */
it('maps no excluded account: it is included first', async () => {
  const key = { tenantId: randomUUID(), integrationId: randomUUID() };
  const accountId = randomUUID();
  const actor = { kind: 'member', id: randomUUID() };
  await own.db.transaction().execute(async (tx) => {
    // What it hangs on is not what is asked here.
    await sql`set local session_replication_role = replica`.execute(tx);
    const map = { change: 'map-account', accountId, companyId: '1' } as const;
    const exclude = { change: 'exclude-account', accountId, reason: 'shared' } as const;
    const state = async (): Promise<MappingState | undefined> =>
      (
        await tx
          .selectFrom('accountMapping')
          .select('state')
          .where('vendorAccountId', '=', accountId)
          .executeTakeFirst()
      )?.state;
    await applyMappingChange(tx, key, map, actor, 'person');
    await applyMappingChange(tx, key, exclude, actor, 'person');
    await expect(applyMappingChange(tx, key, map, actor, 'person')).rejects.toThrow(
      'mapping: no row is where it may become mapped',
    );
    expect(await state()).toBe('excluded');
    await applyMappingChange(tx, key, { change: 'include-account', accountId }, actor, 'person');
    await applyMappingChange(tx, key, map, actor, 'person');
    expect(await state()).toBe('mapped');
  });
});
