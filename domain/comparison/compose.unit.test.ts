import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import { compositionBasis } from '../usage/composition-basis.ts';
import type { ComposedLine } from '../usage/composition.ts';
import {
  accountOf,
  choice,
  customerAlone,
  groupOf,
  lineOf,
  ScenarioBuilder,
  withSeats,
} from './customers.fixture.ts';
import { isSameUsage } from '../usage/usage-version.ts';
import { typical } from './typical.fixture.ts';

const only = (...args: Parameters<typeof customerAlone>): ComposedLine =>
  composeUsage(customerAlone(...args))[0]!;

describe('RULES 2: the composition', () => {
  const scenario = () =>
    new ScenarioBuilder()
      .customer({ name: 'Zelkova', seats: [3], mapping: { state: 'unmapped' } })
      .customer({ name: 'Cedar', seats: [3], lines: [{ quantity: '3' }] })
      .customer({ name: 'Acme', seats: [5], lines: [{ quantity: '5' }] })
      .input();

  it('gives lines in the order of their keys, whatever the order of the facts', () => {
    const keys = [`account:${accountOf('Zelkova')}`, groupOf('Acme'), groupOf('Cedar')];
    const turned = { ...scenario(), accounts: scenario().accounts.toReversed() };
    for (const input of [scenario(), turned])
      expect(composeUsage(input).map(({ groupKey }) => groupKey)).toEqual(keys);
  });

  it('of a part gives its groups and accounts alone', () => {
    const elsewhere = { compared: 0, falling: 0, held: 0, count: 0, accepted: '0' };
    for (const key of [groupOf('Cedar'), `account:${accountOf('Zelkova')}`])
      expect(
        composeUsage({ ...scenario(), part: { groupKeys: new Set([key]), elsewhere } }).map(
          ({ groupKey }) => groupKey,
        ),
      ).toEqual([key]);
  });

  it('says of what is not there nothing at all', () => {
    const plain = only({ name: 'Acme', seats: [5], lines: [{ quantity: '5' }] });
    for (const name of ['onceDone', 'alsoCandidates', 'childLines', 'found', 'vanished'])
      expect(plain).not.toHaveProperty(name);
  });

  it('rests on its facts and the version of the rules', () => {
    const basis = { vendorServiceId: 's' } as unknown as Parameters<typeof compositionBasis>[0];
    expect(compositionBasis(basis)).toMatchObject({ vendorServiceId: 's' });
  });
});

describe('RULES 8, 9: what to do, and what it costs', () => {
  it('an orphan names every line to cancel, and what they cost', () => {
    const orphan = only(
      { name: 'Acme', seats: [0], lines: [{ quantity: '5' }, { quantity: '2' }, { quantity: '1' }] },
      [choice('Acme', lineOf('Acme', 0), 'target'), choice('Acme', lineOf('Acme', 2), 'other-purpose')],
    );
    expect(orphan).toMatchObject({
      kind: 'orphan',
      advice: { kind: 'cancel-line', psaLineIds: [lineOf('Acme', 0), lineOf('Acme', 1)] },
    });
  });

  it('usage without a line says what to create, and what is at risk by an estimate', () => {
    const fresh = only({ name: 'Acme', seats: [12], lines: [] });
    expect(fresh).toMatchObject({
      kind: 'new',
      advice: { kind: 'create-line', quantity: '12' },
      money: { effectPerMonth: null, atRiskPerMonth: '48', estimated: true, note: null },
    });
  });

  it('every other kind advises nothing, and says why it shows no figure', () => {
    const notes = (name: string) =>
      composeUsage(typical()).find(({ groupKey }) => groupKey === groupOf(name))!;
    expect(notes('Pinecrest')).toMatchObject({
      kind: 'not-read',
      advice: null,
      money: { note: message('usage.money.not-read') },
    });
    expect(notes('Ironwood')).toMatchObject({
      kind: 'choice',
      advice: null,
      money: { note: message('usage.money.choose-line') },
    });
    expect(notes('Stonebridge Insurance')).toMatchObject({
      kind: 'no-account',
      advice: null,
      money: { note: message('usage.money.no-account'), billedPerMonth: expect.stringMatching(/^\d/u) },
    });
    expect(notes('Vista Nonprofit').money.note).toEqual(message('usage.money.included'));
    expect(only({ name: 'Acme', seats: [0], lines: [] })).toMatchObject({
      kind: 'match',
      advice: null,
      money: { note: message('usage.money.no-line') },
    });
  });

  it('an effect that is not counted in months is guarded by its invoice', () => {
    const weekly = {
      on: { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } },
      unitPrice: '300',
    };
    const flags = (seats: number) =>
      only({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...weekly }] }).flags.map((flag) =>
        flag.flag === 'held' ? flag.check : flag.flag,
      );
    expect(flags(12)).toEqual(['jump']);
    expect(flags(11)).toEqual([]);
  });
});

describe('RULES 2: when a version rises, by each fact it stands for', () => {
  const line = () => only({ name: 'Acme', seats: [5], lines: [{ quantity: '4' }] });

  it('kind, quantities, target and evidence do, one by one', () => {
    const [source] = line().lines;
    const changes: readonly Partial<ComposedLine>[] = [
      { groupKey: 'other' },
      { kind: 'match' },
      { vendorQuantity: 6 },
      { psaQuantity: '3' },
      { psaQuantity: null },
      { variance: null },
      { onceDone: { psaQuantity: '5', variance: '0' } },
      { target: null },
      { target: { psaLineId: 'other', before: '4', after: '5' } },
      { target: { psaLineId: source!.psaLineId, before: '4', after: '6' } },
      { accounts: [] },
      { lines: [] },
      { alsoCandidates: [source!] },
      { childLines: [source!] },
      { childLines: [] },
    ];
    for (const change of changes)
      expect([change, isSameUsage(line(), { ...line(), ...change })]).toEqual([change, false]);
  });

  it('neither the order of evidence nor what is history anyway does', () => {
    const [source] = line().lines;
    const other = { ...source!, psaLineId: 'a' };
    const of = (lines: ComposedLine['lines']): ComposedLine => ({ ...line(), lines });
    expect(isSameUsage(of([source!, other]), of([other, source!]))).toBe(true);
    expect(isSameUsage(of([source!]), of([source!, { ...other, live: false }]))).toBe(true);
    const dead = { ...of([source!]), kind: 'bills-nothing' as const };
    expect(isSameUsage(dead, { ...dead, lines: [source!, { ...other, live: false }] })).toBe(false);
    const [account] = line().accounts;
    const counts = (byStatus: Readonly<Record<string, number>> | null): ComposedLine => ({
      ...line(),
      accounts: [{ ...account!, byStatus }],
    });
    expect(isSameUsage(counts({ active: 3, bypass: 2 }), counts({ bypass: 2, active: 3 }))).toBe(true);
    expect(isSameUsage(counts({ active: 3, bypass: 2 }), counts({ active: 2, bypass: 3 }))).toBe(false);
    expect(isSameUsage(counts(null), counts({}))).toBe(false);
  });

  it('a count read again does not, though it has another id', () => {
    const input = customerAlone({ name: 'Acme', seats: [5], lines: [{ quantity: '4' }] });
    const byStatus = input.accounts[0]!.lastComplete!.byStatus;
    const again = input.accounts.map((account) => {
      const counted = withSeats(account, 5);
      return { ...counted, lastComplete: { ...counted.lastComplete!, byStatus } };
    });
    const [before, after] = [input, { ...input, accounts: again }].map((one) => composeUsage(one)[0]!);
    expect(after!.accounts[0]!.countId).not.toBe(before!.accounts[0]!.countId);
    expect(isSameUsage(before!, after!)).toBe(true);
  });
});
