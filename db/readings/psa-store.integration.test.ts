import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { connected, load } from '../../test/environment/seeded-integration.ts';
import { storeAgreements } from './psa-store.ts';

describe('agreements that the PSA no longer lists', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;

  beforeAll(async () => {
    api = await apiUnderTest();
    key = await connected(api.db, api.tenantId, 'active');
    const company = 'Customer';
    await load(api.db, key, [{ name: company, foreignId: 'DA1', seats: 4, company }], { [company]: 3 });
  });
  afterAll(() => api.close());

  const lists = async (at: Date) => {
    await api.db.transaction().execute((tx) => storeAgreements(tx, key, [], at));
    const { rows } = await sql<{ place: string }>`select ctid::text as place from psa_agreement`.execute(
      api.db,
    );
    return rows;
  };

  it('writes them once, and again only to confirm that a line vanished', async () => {
    const first = new Date('2030-01-01');
    const marked = await lists(first);
    expect(await lists(new Date('2030-01-02'))).toEqual(marked);

    await sql`
      insert into vanished_line (tenant_id, integration_id, group_key, psa_line_id, was, beside, noted_at)
      select tenant_id, integration_id, 'company:1', '1', jsonb_build_object('agreementId', foreign_id), '[]', ${first}
      from psa_agreement`.execute(api.db);
    await lists(new Date('2030-01-03'));
    const { notListedAt } = await api.db
      .selectFrom('psaAgreement')
      .select('notListedAt')
      .executeTakeFirstOrThrow();
    expect(notListedAt!.getTime()).toBeGreaterThan(first.getTime());

    const confirmed = await lists(new Date('2030-01-04'));
    expect(await lists(new Date('2030-01-05'))).toEqual(confirmed);
  });
});
