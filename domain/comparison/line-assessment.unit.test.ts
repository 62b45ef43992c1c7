import { message } from '../../messages/message.ts';
import type { PsaLine } from '../psa-facts.ts';
import { customerAlone } from './customers.fixture.ts';
import { type AssessedLine, assessLines } from './line-assessment.ts';

const one = (line: Partial<PsaLine> = {}) =>
  customerAlone({ name: 'Acme', lines: [{ quantity: '10', ...line }] });

function assessed(line: Partial<PsaLine>): Pick<AssessedLine, 'status' | 'notLiveReason'> {
  const [{ status, notLiveReason }] = assessLines(one(line)) as [AssessedLine];
  return { status, notLiveReason };
}

describe('RULES 3: how a line stands on 2026-11-24', () => {
  it.each<[string, Partial<PsaLine>, AssessedLine['status'], AssessedLine['notLiveReason']]>([
    ['begun', {}, 'live', null],
    [
      'without a date of beginning',
      { effectiveDate: null },
      'ended',
      message('usage.not-live.no-effective-date'),
    ],
    [
      'canceled yesterday',
      { cancelledDate: '2026-11-23' },
      'ended',
      message('usage.not-live.canceled', { day: '2026-11-23' }),
    ],
    ['canceled today', { cancelledDate: '2026-11-24' }, 'live', null],
    [
      'beginning later',
      { effectiveDate: '2026-12-01' },
      'future',
      message('usage.not-live.begins', { day: '2026-12-01' }),
    ],
    [
      'beginning later and canceled before that',
      { effectiveDate: '2026-12-01', cancelledDate: '2026-11-30' },
      'ended',
      message('usage.not-live.canceled', { day: '2026-11-30' }),
    ],
    [
      'beginning later for a day',
      { effectiveDate: '2026-12-01', cancelledDate: '2026-12-01' },
      'future',
      message('usage.not-live.begins', { day: '2026-12-01' }),
    ],
  ])('%s', (_, line, status, notLiveReason) => {
    expect(assessed(line)).toEqual({ status, notLiveReason });
  });

  it('on an agreement that the PSA does not list, it bills nothing and is of no company', () => {
    expect(assessLines({ ...one(), agreements: [] })).toMatchObject([
      {
        agreement: null,
        usability: null,
        companyId: null,
        status: 'unusable-agreement',
        notLiveReason: message('usage.agreement.not-listed'),
      },
    ]);
  });
});

it('lines come in the order of their ids as numbers, whatever the order the PSA gave', () => {
  const input = one();
  const ordered = (ids: readonly string[]): readonly string[] =>
    assessLines({ ...input, lines: ids.map((id) => ({ ...input.lines[0]!, id })) }).map(
      ({ line }) => line.id,
    );
  expect(ordered(['100', '99', '101', '98', '9'])).toEqual(['9', '98', '99', '100', '101']);
  expect(ordered(['9', '98', '99', '100', '101'])).toEqual(['9', '98', '99', '100', '101']);
});

it('lines of products that are not mapped are left out', () => {
  expect(assessLines(one({ productId: '4' }))).toEqual([]);
});
