import { message } from '../../messages/message.ts';
import { billingGroups } from './billing-groups.ts';
import type { AgreementReading, CompositionInput, VendorAccountFacts } from '../usage/composition.ts';
import { choice, customerAlone, groupOf, lineOf } from './customers.fixture.ts';
import { type GroupReadings, groupReadings, readingFacts } from './readings.ts';

const hour = 3_600_000;
const at = (input: CompositionInput, hoursAgo: number): string =>
  new Date(Date.parse(input.now) - hoursAgo * hour).toISOString();

function readingsOf(input: CompositionInput): GroupReadings {
  const group = billingGroups(input).groups.find(({ key }) => key === groupOf('Acme'))!;
  return groupReadings(group, readingFacts(input));
}

const neverRead = (input: CompositionInput, ...ids: string[]): CompositionInput => ({
  ...input,
  agreementReadings: input.agreementReadings.filter(({ agreementId }) => !ids.includes(agreementId)),
});

const reading = (
  input: CompositionInput,
  id: string,
  change: Partial<AgreementReading>,
): CompositionInput => ({
  ...input,
  agreementReadings: input.agreementReadings.map((one) =>
    one.agreementId === id ? { ...one, ...change } : one,
  ),
});

const failed = { outcome: 'failed', code: 'PsaListIncomplete', at: '2026-11-24T08:09:00.000Z' } as const;

const changeAccount = (
  input: CompositionInput,
  nth: number,
  change: Partial<VendorAccountFacts>,
): CompositionInput => ({
  ...input,
  accounts: input.accounts.map((account, index) => (index === nth ? { ...account, ...change } : account)),
});

const countedAt = (input: CompositionInput, nth: number, readAt: string): CompositionInput =>
  changeAccount(input, nth, { lastComplete: { ...input.accounts[nth]!.lastComplete!, readAt } });

/** Two agreements of the company that gets the invoices, with nothing on them that is mapped. */
const elsewhere = [
  { quantity: '3', productId: '4' },
  { quantity: '3', productId: '4', agreement: 1 },
];
const [firstThere, secondThere] = ['agr-acme-bill-to-0', 'agr-acme-bill-to-1'];
const notReadYet = (id: string) => ({
  code: null,
  at: null,
  reason: message('usage.not-read.agreement-never', { agreementId: id }),
});

describe('RULES 4: where a line of the group could stand', () => {
  it.each([firstThere, secondThere])(
    'without a line of its own, %s of the bill-to company must be read',
    (id) => {
      const input = customerAlone({ name: 'Acme', seats: [14], billTo: elsewhere });
      expect(readingsOf(input).notRead).toBeNull();
      expect(readingsOf(neverRead(input, id)).notRead).toEqual(notReadYet(id));
    },
  );

  it('without a line of its own, the agreements of the parent company must be read', () => {
    const input = customerAlone({ name: 'Acme', seats: [14], billTo: elsewhere });
    const companies = input.companies.map((company) => ({
      ...company,
      parentCompanyId: company.billToCompanyId,
      billToCompanyId: null,
    }));
    expect(readingsOf({ ...neverRead(input, secondThere), companies }).notRead).toEqual(
      notReadYet(secondThere),
    );
  });

  it('with a live line of its own, also beside one that ended, nothing else need be read', () => {
    const own = customerAlone({ name: 'Acme', seats: [14], lines: [{ quantity: '14' }], billTo: elsewhere });
    expect(readingsOf(neverRead(own, firstThere)).notRead).toBeNull();
    const lines = [{ quantity: '14', cancelledDate: '2026-11-01' }, { quantity: '14' }];
    const both = customerAlone({ name: 'Acme', seats: [14], lines, billTo: elsewhere });
    expect(readingsOf(neverRead(both, firstThere)).notRead).toBeNull();
  });

  it('a line that ended, and one that was claimed from elsewhere, is no line of its own', () => {
    const ended = [{ quantity: '14', cancelledDate: '2026-11-01' }];
    const history = customerAlone({ name: 'Acme', seats: [14], lines: ended, billTo: elsewhere });
    expect(readingsOf(neverRead(history, firstThere)).notRead).toEqual(notReadYet(firstThere));
    const billTo = [{ quantity: '14' }, ...elsewhere.slice(1)];
    const claimed = customerAlone({ name: 'Acme', seats: [14], billTo }, [
      choice('Acme', lineOf('Acme bill to'), 'counts'),
    ]);
    expect(readingsOf(neverRead(claimed, secondThere)).notRead).toEqual(notReadYet(secondThere));
  });

  it.each([
    [
      'live',
      null,
      message('usage.not-read.agreement-failed', { agreementId: 'agr-acme-bill-to-0', code: 'failed' }),
    ],
    ['ended', '2026-11-01', undefined],
  ])('the agreement of a claimed line that is %s', (_, cancelledDate, reason) => {
    const input = customerAlone(
      { name: 'Acme', seats: [14], lines: [{ quantity: '10' }], billTo: [{ quantity: '4', cancelledDate }] },
      [choice('Acme', lineOf('Acme bill to'), 'counts')],
    );
    const newest = { ...failed, code: null };
    expect(readingsOf(reading(input, firstThere, { newest })).notRead?.reason).toEqual(reason);
  });

  it('a company that the PSA no longer lists has nothing elsewhere', () => {
    const input = customerAlone({ name: 'Acme', seats: [14] });
    expect(readingsOf({ ...input, companies: [] })).toMatchObject({ notRead: null, psaReadAt: null });
  });
});

describe('RULES 2: why a group is not read', () => {
  const two = (): CompositionInput =>
    customerAlone({
      name: 'Acme',
      seats: [10, 4],
      lines: [{ quantity: '10' }, { quantity: '4', agreement: 1 }],
    });

  it('one of several accounts is enough, whichever it is', () => {
    const newestRead = { outcome: 'failed', code: 'VendorTimeout', at: failed.at } as const;
    for (const nth of [0, 1])
      expect(readingsOf(changeAccount(two(), nth, { newestRead })).notRead).toEqual({
        code: 'VendorTimeout',
        at: failed.at,
        reason: message('usage.not-read.account-failed', {
          account: two().accounts[nth]!.id,
          code: 'VendorTimeout',
        }),
      });
  });

  it('an account of which no reading is known counts by its last complete one, and without one it is not read', () => {
    expect(readingsOf(changeAccount(two(), 0, { newestRead: null })).notRead).toBeNull();
    expect(readingsOf(changeAccount(two(), 0, { newestRead: null, lastComplete: null })).notRead).toEqual({
      code: null,
      at: null,
      reason: message('usage.not-read.account-never', { account: two().accounts[0]!.id }),
    });
  });

  it('of several agreements that failed it names the first by id, whatever the order they came in', () => {
    const input = two();
    const both = reading(reading(input, 'agr-acme-0', { newest: failed }), 'agr-acme-1', { newest: failed });
    for (const agreements of [input.agreements, [...input.agreements].reverse()])
      expect(readingsOf({ ...both, agreements }).notRead).toEqual({
        code: 'PsaListIncomplete',
        at: failed.at,
        reason: message('usage.not-read.agreement-failed', {
          agreementId: 'agr-acme-0',
          code: 'PsaListIncomplete',
        }),
      });
  });

  it('an agreement of which no reading was ever complete is not read yet', () => {
    expect(readingsOf(reading(two(), 'agr-acme-1', { lastCompleteAt: null })).notRead).toEqual(
      notReadYet('agr-acme-1'),
    );
  });

  it('an agreement that bills nothing need never be read beside one that bills', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [10],
      lines: [{ quantity: '10' }, { quantity: '4', agreement: 1, on: { over: 'canceled' } }],
    });
    expect(readingsOf(neverRead(input, 'agr-acme-1')).notRead).toBeNull();
  });
});

describe('RULES 2: when each side was read', () => {
  const dead = { on: { over: 'canceled' } } as const;

  it('the oldest count, whichever account it is of', () => {
    const input = customerAlone({ name: 'Acme', seats: [10, 4], lines: [{ quantity: '14' }] });
    for (const nth of [0, 1])
      expect(readingsOf(countedAt(input, nth, at(input, 5))).vendorReadAt).toBe(at(input, 5));
  });

  it('an agreement that bills nothing dates the PSA side only where nothing else does', () => {
    const lines = [{ quantity: '10' }, { quantity: '4', agreement: 1, ...dead }];
    const beside = customerAlone({ name: 'Acme', seats: [10], lines });
    const old = reading(beside, 'agr-acme-1', { lastCompleteAt: at(beside, 90) });
    expect(readingsOf(old)).toMatchObject({
      notRead: null,
      psaReadAt: beside.agreementReadings[0]!.lastCompleteAt,
    });
    const alone = customerAlone({ name: 'Acme', seats: [10], lines: [{ quantity: '10', ...dead }] });
    expect(readingsOf(reading(alone, 'agr-acme-0', { lastCompleteAt: at(alone, 5) })).psaReadAt).toBe(
      at(alone, 5),
    );
  });

  it('says nothing of the PSA side where nothing was read', () => {
    const input = customerAlone({ name: 'Acme', seats: [10], lines: [{ quantity: '10', ...dead }] });
    expect(readingsOf({ ...input, agreementReadings: [] }).psaReadAt).toBeNull();
    expect(readingsOf(reading(input, 'agr-acme-0', { lastCompleteAt: null })).psaReadAt).toBeNull();
  });

  it.each<[string, (input: CompositionInput) => CompositionInput]>([
    ['without a reading', (input) => neverRead(input, 'agr-acme-0')],
    ['without a complete reading', (input) => reading(input, 'agr-acme-0', { lastCompleteAt: null })],
  ])('an agreement %s hides no other that was read too long ago', (_, change) => {
    const lines = [
      { quantity: '10', ...dead },
      { quantity: '4', agreement: 1, ...dead },
    ];
    const input = customerAlone({ name: 'Acme', seats: [10], lines });
    const old = reading(change(input), 'agr-acme-1', { lastCompleteAt: at(input, 30) });
    expect(readingsOf(old)).toMatchObject({
      psaReadAt: at(input, 30),
      notRead: { reason: message('usage.not-read.too-far-apart', { hours: 24 }) },
    });
  });

  it('exactly 24 hours between counts and lines are not too many, a second more is', () => {
    const input = customerAlone({ name: 'Acme', seats: [10], lines: [{ quantity: '10' }] });
    const lastCompleteAt = at(input, 0);
    const now = reading(input, 'agr-acme-0', { lastCompleteAt });
    expect(readingsOf(countedAt(now, 0, at(input, 24))).notRead).toBeNull();
    expect(readingsOf(countedAt(now, 0, at(input, 24 + 1 / 3600))).notRead).toEqual({
      code: null,
      at: null,
      reason: message('usage.not-read.too-far-apart', { hours: 24 }),
    });
  });

  it('a line without account is good for the days of the background read and one more, to the second', () => {
    const alone = customerAlone({ name: 'Acme', lines: [{ quantity: '10' }] });
    const days = alone.limits.backgroundReadDays + 1;
    const readBefore = (hours: number): GroupReadings =>
      readingsOf(reading(alone, 'agr-acme-0', { lastCompleteAt: at(alone, hours) }));
    expect(readBefore(days * 24).notRead).toBeNull();
    expect(readBefore(days * 24 + 1 / 3600).notRead).toEqual({
      code: null,
      at: null,
      reason: message('usage.not-read.too-old', { days }),
    });
  });
});
