import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { connected, load, storeLines } from '../../test/environment/seeded-integration.ts';
import { agreementColumns } from './agreement-row.ts';
import type { Tx } from '../model/database.ts';
import { psaLineColumns, psaLineOf } from './psa-line-row.ts';
import { storeLineReadings } from './psa-lines.ts';
import { isNews } from './agreement-changes.ts';

interface Stored {
  readonly tx: Tx;
  readonly agreement: PsaAgreement;
  readonly line: PsaLine;
}

class RollBack extends Error {}

describe('what was read of an agreement', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  // After everything that the set-up stored.
  const stored = new Date(Date.now() + 60_000);
  const later = new Date(stored.getTime() + 60_000);

  beforeAll(async () => {
    api = await apiUnderTest();
    key = await connected(api.db, api.tenantId, 'active');
    const company = 'Customer';
    await load(api.db, key, [{ name: company, foreignId: 'DA1', seats: 4, company }], { [company]: 3 });
  });
  afterAll(() => api.close());

  /** Whether the reading is news after what `before` did to what is stored; everything is rolled back. */
  async function news(
    reading: (line: PsaLine, agreement: PsaAgreement) => readonly [PsaAgreement, readonly PsaLine[]],
    before: (stored: Stored) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<boolean> {
    let answer: boolean | undefined;
    const work = api.db.transaction().execute(async (tx) => {
      const line = psaLineOf(await tx.selectFrom('psaLine').select(psaLineColumns).executeTakeFirstOrThrow());
      const agreement = await tx
        .selectFrom('psaAgreement')
        .select(agreementColumns)
        .where('foreignId', '=', line.agreementId)
        .executeTakeFirstOrThrow();
      await storeLines(tx, key, agreement.id, [line], stored);
      await before({ tx, agreement, line });
      const [shown, lines] = reading(line, agreement);
      answer = await isNews(tx, key, {
        agreements: [shown],
        readAt: later,
        readings: [{ agreementId: agreement.id, begun: later, lines }],
      });
      throw new RollBack();
    });
    await expect(work).rejects.toThrow(RollBack);
    return answer!;
  }

  it('is no news where it shows what is stored, the quantity written otherwise', async () => {
    expect(await news((line, agreement) => [agreement, [{ ...line, quantity: '3.00' }]])).toBe(false);
  });

  const cases: readonly (readonly [string, Parameters<typeof news>[0]])[] = [
    ['another quantity', (line, agreement) => [agreement, [{ ...line, quantity: '5' }]]],
    ['a moment of the last change', (line, agreement) => [agreement, [{ ...line, lastUpdated: '2026-01-02T03:04:05Z' }]]],
    ['one line more', (line, agreement) => [agreement, [line, { ...line, id: '990' }]]],
    ['one line less', (_line, agreement) => [agreement, []]],
    ['another invoice date', (line, agreement) => [{ ...agreement, nextInvoiceDate: '2031-01-01' }, [line]]],
    ['another parent', (line, agreement) => [{ ...agreement, parentAgreementId: '991' }, [line]]],
    ['an agreement that is not stored', (line, agreement) => [{ ...agreement, id: '992' }, [line]]],
  ]; // prettier-ignore
  it.each(cases)('is news where it shows %s', async (_what, reading) => {
    expect(await news(reading)).toBe(true);
  });

  it('is news where the reading before it failed', async () => {
    const failed = ({ tx, agreement }: Stored) =>
      storeLineReadings(tx, key, [
        { agreementId: agreement.id, begun: stored, read: { outcome: 'failed', code: 'PsaUnavailable' } },
      ]);
    expect(await news((line, agreement) => [agreement, [line]], failed)).toBe(true);
  });

  it('is news where a list lacked the agreement before', async () => {
    const gone = ({ tx, agreement }: Stored) =>
      tx.updateTable('psaAgreement').set({ goneAt: stored }).where('foreignId', '=', agreement.id).execute();
    expect(await news((line, agreement) => [agreement, [line]], gone)).toBe(true);
  });

  it('is no news where a later reading stands already', async () => {
    const newer = ({ tx }: Stored) =>
      tx
        .updateTable('psaLine')
        .set({ readAt: new Date(later.getTime() + 1) })
        .execute();
    expect(await news((line, agreement) => [agreement, [{ ...line, quantity: '5' }]], newer)).toBe(false);
  });
});
