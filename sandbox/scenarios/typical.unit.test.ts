import type { PsaAgreement, DuoAccount } from '../scenario.ts';
import { addMonths } from './days.ts';
import { buildScenario } from './index.ts';
import {
  billedTo,
  childNamed,
  effectCents,
  exactMatches,
  isReadable,
  liveDuoLines,
  meridian,
  now,
  openIncreases,
  seatsOf,
  sum,
} from './testing/readings.ts';

describe.each([1, 2, 77])('typical, seed %i, in its first act', (seed) => {
  const scenario = buildScenario('typical', { seed, now });
  const { duo, connectwise } = scenario;
  const readable = duo.children.filter(isReadable);

  it('has 250 companies, 150 agreements, 1,500 lines and 60 children', () => {
    expect(connectwise.companies).toHaveLength(250);
    expect(connectwise.agreements).toHaveLength(150);
    expect(connectwise.additions).toHaveLength(1_500);
    expect(duo.children).toHaveLength(60);
  });

  it('matches 52 of the 60 children exactly and leaves the eight that need a person', () => {
    const matched = exactMatches(scenario);
    expect(matched).toHaveLength(52);
    const left = duo.children
      .map((child) => child.name)
      .filter((name) => !matched.includes(name.normalize('NFC')));
    expect(left.sort()).toEqual([
      'Acme Corp',
      'Harrison Plumbing',
      'Kestrel Environmental Engineering and Land Surveying Partners',
      'Meridian Foods Office',
      'Meridian Foods Plant',
      'Oak Street Offices',
      'Old Pilot',
      "ST. MARY'S CLINIC",
    ]);
  });

  it('holds 1,800 seats in the 58 readable accounts: 1,714 mapped, 12 internal, 18 excluded, 56 unmapped', () => {
    expect(readable).toHaveLength(57);
    const mapped = new Set([...exactMatches(scenario), 'Meridian Foods Plant', 'Meridian Foods Office']);
    const seats = (chosen: (name: string) => boolean): number =>
      sum(readable.filter((child) => chosen(child.name.normalize('NFC'))).map(seatsOf));
    expect(seatsOf(duo.parent)).toBe(12);
    expect(seats((name) => mapped.has(name))).toBe(1_714);
    expect(seats((name) => name === 'Oak Street Offices')).toBe(18);
    expect(seats((name) => !mapped.has(name) && name !== 'Oak Street Offices')).toBe(56);
    expect(sum([duo.parent, ...readable].map(seatsOf))).toBe(1_800);
  });

  it('needs 60 Duo calls: the list, 58 child pages and the parent', () => {
    const pages = (account: DuoAccount): number => Math.max(1, Math.ceil(account.users.length / 300));
    expect(sum(readable.map(pages))).toBe(58);
    expect(1 + sum([duo.parent, ...readable].map(pages))).toBe(60);
  });

  it('bills 1,770.5 live units of the mapped products', () => {
    expect(sum(liveDuoLines(scenario).map(({ line }) => line.quantity ?? -1))).toBe(1_770.5);
  });

  it.each([
    ['Castellan Law', 340, [300]],
    ['Fernhill Veterinary', 21, [17]],
    ['Summit Hotels', 88, [60, 25]],
    ['Vista Nonprofit', 33, [30]],
    ['Delta Farms', 20, [18]],
    ['Alder & Sons', 18, [16]],
    ['Quarry Ridge', 22, [25]],
    ['Lakeshore Credit Union', 31, [64]],
    ['Northgate School', 0, [55]],
    ['Bright Path', 13, [12.5]],
    ['Corner Bakery', 19, [1]],
    ['Ironwood', 50, [50, 50]],
    ['Lakeview Montessori', 24, []],
    ['Tidewater Marine', 14, []],
    ['Redwood Analytics', 15, []],
    ['Ellis & Crane', 9, []],
    ['Pinecrest', 47, [10]],
    ['Fjordline', 10, [10]],
    ['Harbor Foundation', 6, [6]],
    ['Harrison Plumbing', 8, []],
  ])('%s holds %i and is billed %j', (name, seats, billed) => {
    expect(seatsOf(childNamed(scenario, name))).toBe(seats);
    expect(billedTo(scenario, name)).toEqual(billed);
  });

  it('counts Bluewater by the seat rule: 40 of 45 users', () => {
    const { users } = childNamed(scenario, 'Bluewater Dental');
    const count = (status: string, enrolled = true): number =>
      users.filter((user) => user.status === status && user.isEnrolled === enrolled).length;
    expect([count('active'), count('bypass'), count('disabled'), count('locked out')]).toEqual([30, 4, 3, 2]);
    expect([count('active', false), count('pending deletion')]).toEqual([1, 5]);
    expect(users).toHaveLength(45);
  });

  it('has people who use their seat, and a few of each sort who do not', () => {
    const users = readable
      .flatMap(({ users: all }) => all)
      .filter(({ status }) => status !== 'pending deletion');
    const of = (test: (user: (typeof users)[number]) => boolean): number => users.filter(test).length;
    const idle = (days: number) => (user: (typeof users)[number]) =>
      user.status === 'active' &&
      user.lastLogin !== null &&
      now.getTime() / 1000 - user.lastLogin > days * 86_400;
    expect(of(({ status }) => status === 'disabled')).toBeGreaterThan(10);
    expect(of(({ isEnrolled }) => !isEnrolled)).toBeGreaterThan(10);
    expect(of(({ isEnrolled, lastLogin }) => isEnrolled && lastLogin === null)).toBeGreaterThan(3);
    expect(of(idle(45))).toBeGreaterThan(20);
    // Nobody stands between the two, so that a day more or less changes no figure.
    expect(of(idle(15))).toBe(of(idle(45)));
    expect(of(({ created, lastLogin }) => lastLogin !== null && lastLogin < created)).toBe(0);
  });

  it('gives 33 customers the very quantity their PSA line bills, 899 seats in the 31 plain ones', () => {
    const matching = duo.children.filter((child) => {
      const name = child.name.normalize('NFC');
      const [only, ...more] = billedTo(scenario, name);
      return isReadable(child) && only !== undefined && more.length === 0 && only === seatsOf(child);
    });
    const plain = matching.filter(
      (child) => child.name !== 'Harbor Foundation' && !child.name.startsWith('Zo'),
    );
    expect(matching).toHaveLength(33);
    expect(plain).toHaveLength(31);
    expect(sum(plain.map(seatsOf))).toBe(899);
    expect(plain.every((child) => seatsOf(child) >= 8 && seatsOf(child) <= 60)).toBe(true);
  });

  it("writes Zoë's Café in one normal form in Duo and in the other in the PSA", () => {
    const name = "Zoë's Café";
    expect(duo.children.some((child) => child.name === name.normalize('NFD'))).toBe(true);
    expect(connectwise.companies.some((company) => company.name === name.normalize('NFC'))).toBe(true);
  });

  it('cuts the long Kestrel name at 50 characters and keeps a recycle-bin twin of Harrison Plumbing', () => {
    const kestrel = connectwise.companies.find((company) => company.name.startsWith('Kestrel'));
    expect(kestrel?.name).toHaveLength(50);
    const twins = connectwise.companies.filter((company) => company.name === 'Harrison Plumbing');
    expect(twins.map((company) => company.deletedFlag).sort()).toEqual([false, true]);
  });

  it('bills Lakeview Montessori through its bill-to company', () => {
    const lakeview = connectwise.companies.find((company) => company.name === 'Lakeview Montessori');
    expect(lakeview?.billToCompany?.name).toBe('Lakeview Education Trust');
    expect(billedTo(scenario, 'Lakeview Education Trust')).toEqual([24]);
  });

  it('makes the next invoice on the first of next month, Alder one cycle later, Delta quarterly', () => {
    const agreementOf = (name: string): PsaAgreement =>
      connectwise.agreements.find((a) => a.company.name === name)!;
    expect(agreementOf('Castellan Law')).toMatchObject({ nextInvoiceDate: '2025-12-01', prorateFlag: true });
    expect(agreementOf('Bluewater Dental')).toMatchObject({
      nextInvoiceDate: '2025-12-01',
      prorateFlag: false,
    });
    expect(agreementOf('Alder & Sons').nextInvoiceDate).toBe('2026-01-01');
    expect(agreementOf('Delta Farms').billingCycle?.name).toBe('Quarterly');
    expect(agreementOf('Tidewater Marine')).toMatchObject({
      cancelledFlag: true,
      agreementStatus: 'Cancelled',
    });
  });

  it('began every Duo line before the period that is under way, on any cycle', () => {
    for (const { line, agreement } of liveDuoLines(scenario)) {
      const months = agreement.billingCycle?.name === 'Quarterly' ? 3 : 1;
      expect(line.effectiveDate < addMonths(agreement.nextInvoiceDate!, -months)).toBe(true);
    }
  });

  it('prorates exactly the agreements that carry DUO-ADV', () => {
    const withAdv = connectwise.additions
      .filter((l) => l.product.identifier === 'DUO-ADV')
      .map((l) => l.agreementId);
    const prorating = connectwise.agreements.filter((a) => a.prorateFlag).map((a) => a.id);
    expect(prorating.sort()).toEqual([...new Set(withAdv)].sort());
  });

  it('gives each account the edition of the product it is billed', () => {
    const codes = { 'DUO-ESS': 'ENTERPRISE', 'DUO-ADV': 'PLATFORM', 'DUO-PREM': 'BEYOND' } as const;
    for (const { line, agreement } of liveDuoLines(scenario)) {
      const child = duo.children.find((one) => one.name.normalize('NFC') === agreement.company.name);
      if (child !== undefined) {
        expect(child.edition).toBe(codes[line.product.identifier as keyof typeof codes]);
      }
    }
  });

  it('is worth what docs/sandbox.md says: +426.00 and −22.50 open, 499.00 held, 56.00 at risk, 96.00 and 224.00 unbilled', () => {
    const effect = (name: string): number => effectCents(scenario, name);
    expect(sum([...openIncreases, 'Vista Nonprofit'].map(effect)) + effectCents(scenario, ...meridian)).toBe(
      42_600,
    );
    expect(effect('Quarry Ridge')).toBe(-2_250);
    const held = ['Bright Path', 'Corner Bakery', 'Lakeshore Credit Union', 'Northgate School'];
    expect(sum(held.map(effect))).toBe(49_900);

    const essentials = connectwise.products.find((one) => one.identifier === 'DUO-ESS')!.price!;
    const seats = (names: readonly string[]): number =>
      sum(names.map((name) => seatsOf(childNamed(scenario, name))));
    expect(seats(['Tidewater Marine']) * essentials).toBe(56);
    expect(seats(['Redwood Analytics', 'Ellis & Crane']) * essentials).toBe(96);
    const kestrel = duo.children.find((child) => child.name.startsWith('Kestrel'))!.name;
    expect(seats(['Acme Corp', "ST. MARY'S CLINIC", kestrel, 'Harrison Plumbing']) * essentials).toBe(224);
  });

  it('bills no Duo to companies of accounts that stay unmapped or are excluded', () => {
    const kestrel = connectwise.companies.find((company) => company.name.startsWith('Kestrel'))!.name;
    const names = ['Acme Corporation', 'Acme Capital', "St. Mary's Clinic", kestrel, 'Harrison Plumbing'];
    for (const name of [...names, 'Hollis Accounting', 'Dr. Renner Orthodontics', 'Juniper Street Books']) {
      expect(connectwise.companies.some((company) => company.name === name)).toBe(true);
      expect(billedTo(scenario, name)).toEqual([]);
    }
  });

  it('uses every id, host and user name once', () => {
    const once = (values: readonly (string | number)[]): boolean => new Set(values).size === values.length;
    expect(once(duo.children.map((child) => child.accountId))).toBe(true);
    expect(once(duo.children.map((child) => child.apiHostname))).toBe(true);
    expect(once(duo.children.flatMap((child) => child.users.map((user) => user.userId)))).toBe(true);
    for (const child of duo.children) expect(once(child.users.map((user) => user.username))).toBe(true);
  });
});
