import { randomUUID } from 'node:crypto';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { billableOf } from '../../domain/usage/composition.ts';
import { lineOf } from '../../sandbox/scenario-lookup.ts';
import { type PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** The contracts of the sandbox as billing rules (RULES 13), from the first count to six invoices later. */

/** What each customer of `contracts` is billed under its rule; the numbers of docs/sandbox.md. */
const billed: Readonly<Record<string, string>> = {
  'Ashgrove Dental': '18 → 25 / 25 match',
  'Brookfield Legal': '34 → 7 / 7 match',
  'Cypress Hotels': '40 → 34 / 34 match',
  'Dovetail Joinery': '19 → 1 / 1 match',
  'Elmwood Clinic': '23 → 25 / 25 match',
  'Foxglove Media': '31 → 40 / 40 match',
  'Gable Roofing': '6 → 0 / 0 match',
  'Hazel Foods': '26 → 3 / 3 match',
  'Ivy Tutors': '12 → 2 / 2 match',
  'Jasper Bank': '112 → 100 / 100 match',
  'Kite & Company': '11 → 10 / 10 match',
  'Larch Motors': '9 → 8 / 9 decrease',
  'Maple Charity': '14 → 20 / 20 match',
  'Nettle Farm': '8 → 10 / 10 match',
  'Orchid Labs': '50 → 10 / 10 match',
  'Pine Optics': '14 → 4 / 4 match',
  'Quince Realty': '16 → 15 / 15 match',
};

/** An approver adds what the contracts say. */
async function addRules(writing: WritingUnderTest, psa: PsaUnderTest) {
  const { db, key, control, approver } = writing;
  await db
    .insertInto('billingRule')
    .values(
      (await control.billingRules(psa)).map(({ scope, terms, source, from, to, withPsaTerms = false }) => ({
        ...key,
        id: randomUUID(),
        version: 1,
        scopeKind: scope.kind,
        scopeId: scope.kind === 'everything' ? null : scope.id,
        terms: JSON.stringify(terms),
        source,
        validFrom: from,
        validTo: to,
        withPsaTerms,
        change: 'added' as const,
        reason: 'as the contract says',
        actor: JSON.stringify(approver),
        madeAt: new Date(),
      })),
    )
    .execute();
  await writing.recompose();
}

async function usage({ db }: WritingUnderTest) {
  const rows = await db.selectFrom('usageLine').select(['label', 'composed', 'form']).execute();
  return rows.map(({ label, composed, form }) => ({ label, line: readComposedLine(composed, form) }));
}

const shown = async (writing: WritingUnderTest): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await usage(writing)).map(({ label, line }) => [
      label,
      `${line.vendorQuantity} → ${billableOf(line)} / ${Number(line.psaQuantity)} ${line.kind}`,
    ]),
  );

/** Lines that a check holds, each with its checks. */
const held = async (writing: WritingUnderTest): Promise<Readonly<Record<string, readonly string[]>>> =>
  Object.fromEntries(
    (await usage(writing)).flatMap(({ label, line }) => {
      const checks = line.flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));
      return checks.length === 0 ? [] : [[label, checks]];
    }),
  );

describe.each(['autotask', 'halopsa'] as const)('contracts in %s', (psa) => {
  it('match under their rules, as in ConnectWise', async () => {
    const writing = await writingUnderTest({}, 'contracts', psa);
    try {
      await addRules(writing, psa);
      expect(await shown(writing)).toEqual(billed);
      expect(await held(writing)).toEqual({});
    } finally {
      await writing.close();
    }
  });
});

describe('contracts in ConnectWise', () => {
  let writing: WritingUnderTest;
  beforeAll(async () => {
    writing = await writingUnderTest({ timeoutMs: 2_000 }, 'contracts');
  });
  afterAll(() => writing.close());

  /** Adds this many people, or removes them. */
  async function people(customer: string, more: number): Promise<void> {
    const { children } = await writing.control.duoAccounts();
    const { accountId } = children.find(({ name }) => name === customer)!;
    const action = more > 0 ? 'add' : 'trash';
    await writing.control.changeDuoUsers(accountId, { action, count: Math.abs(more) });
  }

  /** Approves and writes every difference; returns each change with its end. */
  async function settle(): Promise<readonly string[]> {
    const open = (await usage(writing)).filter(({ line }) => ['increase', 'decrease'].includes(line.kind));
    const changes = [];
    for (const { label } of open) {
      const approved = await writing.approve(label);
      await writing.untilEnded(approved);
      const { state, before, after } = await writing.line(approved);
      changes.push(`${label} ${Number(before)} → ${Number(after)} ${state}`);
    }
    await writing.readPsa();
    return changes;
  }

  it('are held by `first` without rules, and where the PSA bills more than the rule', async () => {
    expect(await held(writing)).toMatchObject({ 'Ashgrove Dental': ['first'], 'Dovetail Joinery': ['jump'] });
    const { id } = lineOf(await writing.control.scenario(), 'Pine Optics');
    await writing.control.changeLine(id, { quantity: 20 });
    await writing.readPsa();
    await addRules(writing, 'connectwise');
    expect(await held(writing)).toEqual({ 'Pine Optics': ['first'] });
    await writing.control.changeLine(id, { quantity: 4 });
    await writing.readPsa();
    expect(await shown(writing)).toEqual(billed);
    expect(await held(writing)).toEqual({});
  });

  it('go through six months without a check, whatever usually happens', async () => {
    const months: readonly {
      readonly people: Readonly<Record<string, number>>;
      readonly changes: readonly string[];
    }[] = [
      { people: {}, changes: ['Larch Motors 9 → 8 confirmed'] },
      {
        people: { 'Ashgrove Dental': 2, 'Dovetail Joinery': 3, 'Brookfield Legal': 2 },
        changes: ['Brookfield Legal 7 → 8 confirmed'],
      },
      // A minimum, a commitment, and a fixed quantity keep what is billed.
      {
        people: { 'Ashgrove Dental': 4, 'Foxglove Media': -3, 'Elmwood Clinic': -2 },
        changes: [],
      },
      // The renewal replaces the fixed quantity by a minimum of 20.
      {
        people: { 'Brookfield Legal': -3, 'Hazel Foods': 2 },
        changes: ['Brookfield Legal 8 → 7 confirmed', 'Elmwood Clinic 25 → 21 confirmed'],
      },
      {
        people: { 'Ashgrove Dental': 3, 'Dovetail Joinery': -2, 'Elmwood Clinic': -3 },
        changes: ['Ashgrove Dental 25 → 27 confirmed', 'Elmwood Clinic 21 → 20 confirmed'],
      },
      {
        people: { 'Ashgrove Dental': -3, 'Ivy Tutors': 1 },
        changes: ['Ashgrove Dental 27 → 25 confirmed'],
      },
    ];
    for (const { people: changed, changes } of months) {
      for (const [customer, more] of Object.entries(changed)) await people(customer, more);
      await writing.sync();
      expect(await held(writing)).toEqual({});
      expect((await settle()).toSorted()).toEqual(changes);
      expect((await usage(writing)).filter(({ line }) => line.kind !== 'match')).toEqual([]);
      await writing.control.makeInvoice();
      await writing.readPsa();
    }
    await writing.expectOracle();
  });

  it('are held by `drop` when a commitment expires far above the seats, until a person has looked', async () => {
    expect(await held(writing)).toEqual({ 'Foxglove Media': ['drop'] });
    const { id } = lineOf(await writing.control.scenario(), 'Foxglove Media');
    await writing.control.changeLine(id, { quantity: 28 });
    await writing.readPsa();
    expect(await held(writing)).toEqual({});
  });

  it('are held by `zero` once no one is left, although the flat price stays', async () => {
    await people('Dovetail Joinery', -20);
    await writing.sync();
    expect(await held(writing)).toEqual({ 'Dovetail Joinery': ['zero'] });
    await people('Dovetail Joinery', 20);
    await writing.sync();
    expect(await held(writing)).toEqual({});
  });

  it('are held by `drop` and `jump` of the seats, although three packs are a small change', async () => {
    await people('Brookfield Legal', -13);
    await people('Elmwood Clinic', 19);
    await writing.sync();
    expect(await shown(writing)).toMatchObject({
      'Brookfield Legal': '20 → 4 / 7 decrease',
      'Elmwood Clinic': '37 → 37 / 20 increase',
    });
    expect(await held(writing)).toEqual({ 'Brookfield Legal': ['drop'], 'Elmwood Clinic': ['jump'] });
  });
});
