import { type AccountName, type CompanyName, exactMatches, type FormerDecision } from './exact-match.ts';
import { suggestProducts } from './product-suggestions.ts';
import { suggestMappings } from './suggestions.ts';

const account = (name: string, id = name, kind: AccountName['kind'] = 'child'): AccountName => ({
  id,
  name,
  kind,
});
const company = (name: string, id = name, deleted = false): CompanyName => ({ id, name, deleted });
const none: ReadonlySet<string> = new Set();

const match = (accounts: AccountName[], companies: CompanyName[], decided = none): string[] =>
  exactMatches({ accounts, companies, decided }).map(
    ({ accountId, companyId }) => `${accountId}=${companyId}`,
  );

describe('RULES 11: exact matches at first set-up', () => {
  it('matches names equal after NFC and trimming', () => {
    expect(
      match([account('Zoë’s Café'.normalize('NFD'), 'a')], [company('  Zoë’s Café '.normalize('NFC'), 'c')]),
    ).toEqual(['a=c']);
  });

  it.each([
    ['case', "ST. MARY'S CLINIC", "St. Mary's Clinic"],
    ['inner blanks', 'Acme  Corp', 'Acme Corp'],
    ['compatibility forms', 'Acme ﬁx', 'Acme fix'],
    ['the 50-character cut', 'x'.repeat(60), 'x'.repeat(50)],
  ])('never matches over %s', (_, mine, theirs) =>
    expect(match([account(mine)], [company(theirs)])).toEqual([]),
  );

  it('never matches between twins on either side, the recycle bin included', () => {
    expect(match([account('A', '1'), account('A ', '2')], [company('A')])).toEqual([]);
    expect(match([account('A')], [company('A', '1'), company('A', '2')])).toEqual([]);
    expect(match([account('A')], [company('A', '1'), company('A', '2', true)])).toEqual([]);
    expect(match([account('A')], [company('A', '1', true)])).toEqual([]);
  });

  it('never matches by a name that was cleaned, on either side, and knows it as a twin', () => {
    const cleaned = { nameCleaned: true };
    expect(match([{ ...account('A B', 'a'), ...cleaned }], [company('A B', 'c')])).toEqual([]);
    expect(match([account('A B', 'a')], [{ ...company('A B', 'c'), ...cleaned }])).toEqual([]);
    expect(
      match([account('A B', 'a'), { ...account('A B', 'b'), ...cleaned }], [company('A B', 'c')]),
    ).toEqual([]);
  });

  it('never matches the parent, an empty name, a decided account or a company that has an account', () => {
    expect(match([account('A', 'p', 'parent')], [company('A')])).toEqual([]);
    expect(match([account(' ')], [company('')])).toEqual([]);
    expect(match([account('A', 'a')], [company('A')], new Set(['a']))).toEqual([]);
    expect(
      exactMatches({
        accounts: [account('A')],
        companies: [company('A', 'c')],
        decided: none,
        takenCompanies: new Set(['c']),
      }),
    ).toEqual([]);
  });

  it('leaves an account to a person that the former PSA had elsewhere, excluded or marked', () => {
    const former = (companyName: string | null): FormerDecision[] => [
      { accountId: 'a', psa: 'toy', companyName, hasTwin: false },
    ];
    const matched = (companyName: string | null) =>
      exactMatches({
        accounts: [account('A', 'a')],
        companies: [company('A', 'c')],
        decided: none,
        former: former(companyName),
      });
    expect([matched('A Holding'), matched(null)]).toEqual([[], []]);
    expect(matched(' A ')).toEqual([{ accountId: 'a', companyId: 'c' }]);
  });

  it('a decided account is still a twin of an undecided one', () => {
    expect(match([account('A', '1'), account('A', '2')], [company('A')], new Set(['1']))).toEqual([]);
  });
});

describe('RULES 11: suggestions', () => {
  const suggest = (
    name: string,
    companies: CompanyName[],
    rejected: { accountId: string; companyId: string }[] = [],
  ) => suggestMappings({ accounts: [account(name, 'a')], companies, rejected });

  it.each([
    ["ST. MARY'S CLINIC", "St. Mary's Clinic", 'case'],
    ['Cafe Zoe', 'Café Zoë', 'diacritics'],
    ['St Marys Clinic', "St. Mary's Clinic", 'punctuation'],
    ['Alder and Sons', 'Alder & Sons', 'punctuation'],
    ['Acme Corp', 'Acme Corporation', 'legal-form'],
    ['Acme', 'Acme, L.L.C.', 'legal-form'],
    [
      'Kestrel Aviation Maintenance and Repair Services of Illinois',
      'Kestrel Aviation Maintenance and Repair Services o',
      'cut-at-50-characters',
    ],
    ['Meridian Foods Plant', 'Meridian Foods', 'shared-words'],
  ])('%s → %s by %s', (mine, theirs, reason) => {
    expect(suggest(mine, [company('Unrelated Partners'), company(theirs, 'c')])).toMatchObject([
      { companyId: 'c', reason, ambiguous: false },
    ]);
  });

  it('puts Acme Corporation before Acme Capital', () => {
    const found = suggest('Acme Corp', [company('Acme Capital', '1'), company('Acme Corporation', '2')]);
    expect(found.map(({ companyId, reason }) => [companyId, reason])).toEqual([
      ['2', 'legal-form'],
      ['1', 'shared-words'],
    ]);
    expect(found[0]!.score).toBeGreaterThan(found[1]!.score);
  });

  it('flags a name with a twin, in the recycle bin too, and rivals that fit as well', () => {
    expect(
      suggest('Harrison Plumbing', [
        company('Harrison Plumbing', '1'),
        company('Harrison Plumbing', '2', true),
      ]),
    ).toMatchObject([{ companyId: '1', reason: 'equal-name', ambiguous: true, hasTwin: true }]);
    expect(
      suggest('ACME', [company('Acme Inc', '1'), company('Acme LLC', '2')]).map(({ ambiguous }) => ambiguous),
    ).toEqual([true, true]);
  });

  describe('after another PSA', () => {
    const offered = (
      name: string,
      companyName: string | null,
      companies: CompanyName[],
      { hasTwin = false, rejected = [] as string[] } = {},
    ) =>
      suggestMappings({
        accounts: [account(name, 'a')],
        companies,
        rejected: rejected.map((companyId) => ({ accountId: 'a', companyId })),
        former: [{ accountId: 'a', psa: 'toy', companyName, hasTwin }],
      });
    const [path, paths, group] = [
      company('Bright Path', '1'),
      company('Bright Path', '2'),
      company('BP Group', '3'),
    ];

    it('offers the company of the name that the account was mapped to, alone and before all others', () => {
      expect(offered('BP Group Dental', 'Bright Path', [group, path])).toEqual([
        {
          accountId: 'a', companyId: '1', score: 100, reason: 'equal-name', ambiguous: false, hasTwin: false,
          former: { accountId: 'a', psa: 'toy', companyName: 'Bright Path', hasTwin: false },
        },
      ]); // prettier-ignore
    });

    it('says what differs where its name only looks alike', () => {
      expect(offered('BP', 'Bright Path, LLC', [path])).toMatchObject([
        { companyId: '1', reason: 'legal-form', score: 85, former: { companyName: 'Bright Path, LLC' } },
      ]);
    });

    it('offers two companies of that name as two, and none as the one', () => {
      expect(
        offered('BP', 'Bright Path', [path, paths]).map(({ companyId, ambiguous, hasTwin }) => [
          companyId,
          ambiguous,
          hasTwin,
        ]),
      ).toEqual([
        ['1', true, true],
        ['2', true, true],
      ]);
      expect(offered('BP', 'Bright Path', [path], { hasTwin: true })).toMatchObject([
        { companyId: '1', ambiguous: true, hasTwin: false },
      ]);
    });

    it('leaves the choice where the own name fits another company as well', () => {
      expect(
        offered('BP Group', 'Bright Path', [path, group]).map(({ companyId, ambiguous }) => [
          companyId,
          ambiguous,
        ]),
      ).toEqual([
        ['1', true],
        ['3', true],
      ]);
    });

    it('goes back to the own name once it was rejected, or where nothing has that name', () => {
      expect(offered('BP Group, Inc.', 'Bright Path', [path, group], { rejected: ['1'] })).toMatchObject([
        { companyId: '3', reason: 'legal-form', former: null, ambiguous: false },
      ]);
      expect(offered('BP Group', 'Bright Path', [group])).toMatchObject([{ companyId: '3', former: null }]);
    });

    it('has no clear suggestion for what was excluded or marked', () => {
      expect(offered('BP Group', null, [group])).toMatchObject([
        { companyId: '3', reason: 'equal-name', ambiguous: true, former: { companyName: null } },
      ]);
    });
  });

  it('a later exact match of one company has no twin', () => {
    expect(suggest('Harrison Plumbing', [company('Harrison Plumbing', '1')])).toMatchObject([
      { reason: 'equal-name', ambiguous: false, hasTwin: false },
    ]);
  });

  it('never shows rejected pairs, recycle-bin companies or the parent', () => {
    expect(suggest('Acme', [company('ACME', 'c')], [{ accountId: 'a', companyId: 'c' }])).toEqual([]);
    expect(suggest('Acme', [company('ACME', 'c', true)])).toEqual([]);
    expect(
      suggestMappings({
        accounts: [account('Acme', 'a', 'parent')],
        companies: [company('ACME')],
        rejected: [],
      }),
    ).toEqual([]);
  });

  it('does not break on names without letters, in other scripts or of 10,000 characters', () => {
    const odd = ['---', '', '日本商事', '=HYPERLINK("x")', 'w '.repeat(5000)];
    expect(
      suggestMappings({
        accounts: odd.map((name, i) => account(name, String(i))),
        companies: odd.map((name, i) => company(name, String(i))),
        rejected: [],
      }).map(({ accountId, companyId }) => accountId === companyId),
    ).not.toContain(false);
  });

  it('compares 1,000 accounts with 5,000 companies in moments', () => {
    const words = [
      'north',
      'lake',
      'river',
      'stone',
      'harbor',
      'dental',
      'law',
      'school',
      'farms',
      'group',
      'services',
    ];
    const name = (n: number): string =>
      `${words[n % 11]!} ${words[(n * 7) % 11]!} ${n.toString(36)} partners`;
    const begun = performance.now();
    const found = suggestMappings({
      accounts: Array.from({ length: 1000 }, (_, n) => account(name(n).toUpperCase(), `a${n}`)),
      companies: Array.from({ length: 5000 }, (_, n) => company(`${name(n)} inc`, `c${n}`)),
      rejected: [],
    });
    // Quadratic work would be 5,000,000 comparisons of names; the limit is loose for a busy machine.
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(
      found.filter(
        ({ accountId, companyId, reason }) =>
          reason === 'legal-form' && accountId.slice(1) === companyId.slice(1),
      ),
    ).toHaveLength(1000);
  });
});

describe('RULES 11: products after another PSA', () => {
  const product = (identifier: string, id = identifier, more: object = {}) => ({
    id, identifier, inactive: false, holdsOthers: false, ...more,
  }); // prettier-ignore
  const offered = (names: string[], products: ReturnType<typeof product>[], hasTwin = false) =>
    suggestProducts(
      names.map((name) => ({ serviceId: 's', psa: 'toy', name, hasTwin })),
      products,
    );

  it('are offered by the name of the one that the service was mapped to, and not because names share words', () => {
    expect(offered(['DUO-ESS', 'DUO-ADV'], [product('DUO-ESS', '1'), product('DUO-ESS-OLD', '2')])).toEqual([
      {
        serviceId: 's', productId: '1', reason: 'equal-name', ambiguous: false, hasTwin: false,
        former: { accountId: '0', psa: 'toy', companyName: 'DUO-ESS', hasTwin: false },
      },
    ]); // prettier-ignore
    expect(offered(['duo ess'], [product('DUO-ESS', '1')])).toMatchObject([
      { productId: '1', reason: 'punctuation' },
    ]);
  });

  it('never are one that cannot be mapped, and two of a name are chosen by id', () => {
    const bundle = product('A', '2', { holdsOthers: true });
    expect(offered(['A'], [product('A', '1', { inactive: true }), bundle])).toEqual([]);
    expect(offered(['A'], [product('A', '1'), bundle])).toMatchObject([
      { productId: '1', ambiguous: true, hasTwin: true },
    ]);
    expect(offered(['A'], [product('A', '1')], true)).toMatchObject([{ ambiguous: true, hasTwin: false }]);
  });

  it('are offered once where two of the former look like them', () => {
    expect(offered(['a', 'A'], [product('A', '1')]).map(({ reason }) => reason)).toEqual(['equal-name']);
  });
});
