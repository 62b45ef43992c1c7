import { syncs } from '../defaults.ts';
import { agreementsOfFirstRun, agreementsToRead, type ListedAgreement } from './agreements-to-read.ts';

const now = '2026-11-26T08:00:00.000Z';
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString();

const agreement = (id: string, companyId: string, facts: Partial<ListedAgreement> = {}): ListedAgreement => ({
  id,
  companyId,
  parentAgreementId: null,
  isChanged: false,
  heldMappedLine: false,
  lastCompleteAt: daysAgo(1),
  ...facts,
});

const company = (id: string, through: { parent?: string; billTo?: string } = {}) => ({
  id,
  parentCompanyId: through.parent ?? null,
  billToCompanyId: through.billTo ?? null,
});

const mapped = new Set(['acme']);
const backgroundRead = { days: 7, now };
/** Agreements of companies that have nothing to do with Acme. */
const strangers = (count: number, facts: (nth: number) => Partial<ListedAgreement> = () => ({})) =>
  Array.from({ length: count }, (_, nth) =>
    agreement(`stranger-${String(nth).padStart(3, '0')}`, 'other', facts(nth)),
  );
/** Just read, so that the background read of one day does not come to them before the older ones. */
const read = (listed: readonly ListedAgreement[], companies = [company('acme'), company('other')]) =>
  agreementsToRead(listed, companies, mapped, backgroundRead);

describe('the agreements a daily run reads (RULES 2)', () => {
  it.each([
    ['of a mapped company', agreement('one', 'acme'), [company('acme')]],
    [
      'of the parent of a mapped company',
      agreement('one', 'group'),
      [company('acme', { parent: 'group' }), company('group')],
    ],
    [
      'of the company that a mapped one is billed through',
      agreement('one', 'payer'),
      [company('acme', { billTo: 'payer' }), company('payer')],
    ],
    [
      'of a site of a mapped company',
      agreement('one', 'site'),
      [company('acme'), company('site', { parent: 'acme' })],
    ],
    ['that held a line of a mapped product', agreement('one', 'other', { heldMappedLine: true }), []],
    ['that are new or changed in the list', agreement('one', 'other', { isChanged: true }), []],
    ['whose newest reading is not complete', agreement('one', 'other', { lastCompleteAt: null }), []],
  ])('are all those %s', (_, wanted, companies) => {
    const older = strangers(7, () => ({ lastCompleteAt: daysAgo(2) }));
    expect(read([wanted, ...older], companies).ids).toContain('one');
  });

  it('has the parent and the children of an agreement that matters, whichever company these are of', () => {
    const listed = [
      agreement('master', 'other'),
      agreement('own', 'acme', { parentAgreementId: 'master' }),
      agreement('child', 'other', { parentAgreementId: 'own' }),
      ...strangers(7, () => ({ lastCompleteAt: daysAgo(2) })),
    ];
    expect(read(listed).ids).toEqual(expect.arrayContaining(['master', 'own', 'child']));
  });

  it('reads a share of the others each day, the oldest first, and says how many it leaves', () => {
    const listed = [
      agreement('own', 'acme'),
      ...strangers(70, (nth) => ({ lastCompleteAt: daysAgo(nth / 12) })),
    ];
    const { ids, inBackgroundRead } = read(listed);
    expect(ids).toEqual([
      'own',
      ...strangers(70)
        .slice(60)
        .map(({ id }) => id),
    ]);
    expect(inBackgroundRead).toBe(60);
  });

  it('comes to every agreement within its period, and after days without a run to all that are older', () => {
    let listed = strangers(50, () => ({ lastCompleteAt: daysAgo(0) }));
    for (let day = 1; day <= 7; day += 1) {
      const today = new Date(Date.parse(now) + day * 86_400_000).toISOString();
      const ids = new Set(agreementsToRead(listed, [], mapped, { days: 7, now: today }).ids);
      expect(ids.size).toBeLessThanOrEqual(8 + (day === 7 ? 8 : 0));
      listed = listed.map((one) => (ids.has(one.id) ? { ...one, lastCompleteAt: today } : one));
    }
    expect(listed.every(({ lastCompleteAt }) => Date.parse(lastCompleteAt!) > Date.parse(now))).toBe(true);
    const late = new Date(Date.parse(now) + 30 * 86_400_000).toISOString();
    expect(agreementsToRead(listed, [], mapped, { days: 7, now: late })).toMatchObject({
      inBackgroundRead: 0,
    });
  });
});

describe('the agreements the first run reads (RULES 2)', () => {
  const hour = 3_600_000;
  const ago = (ms: number): string => new Date(Date.parse(now) - ms).toISOString();
  const loaded = (facts: Partial<ListedAgreement> = {}) =>
    agreementsOfFirstRun([agreement('one', 'acme', { lastCompleteAt: ago(hour), ...facts })], now);

  it('are none of those that loading read completely just before', () => {
    expect(loaded()).toEqual({ ids: [], asLoaded: ['one'], inBackgroundRead: 0 });
    expect(loaded({ lastCompleteAt: ago(syncs.loadedStandsMs) }).asLoaded).toEqual(['one']);
  });

  it.each([
    ['that were read longer ago', { lastCompleteAt: ago(syncs.loadedStandsMs + 1) }],
    ['that are new or changed in the list', { isChanged: true }],
    ['that loading could not read', { lastCompleteAt: null }],
  ])('are all those %s', (_, facts) => {
    expect(loaded(facts)).toEqual({ ids: ['one'], asLoaded: [], inBackgroundRead: 0 });
  });
});
