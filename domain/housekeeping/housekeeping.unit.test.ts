import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { propertyRuns } from '../property-runs.fixture.ts';
import { syncs } from '../defaults.ts';
import { probeIsDue } from './credential-probe.ts';
import { missedRun, type ScheduledRuns } from './missed-run.ts';
import { latestTimeOfDay, timeOfNight } from './time-of-day.ts';

const at = (text: string): Date => new Date(`2026-${text}Z`);
const minute = 60_000;
const day = 24 * 60 * minute;
const runs = propertyRuns(200);

const timeOfDay = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
});
/** Years with leap days and turns of year in them. */
const instant = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) })
  .map((milliseconds) => new Date(milliseconds));

describe('the time of a new daily sync', () => {
  it('is spread over the night: of a thousand, no quarter of an hour has twice its share', () => {
    const times = Array.from({ length: 1_000 }, () => timeOfNight(randomUUID()));
    const quarters = times.map(({ hour, minute: of }) => hour * 4 + Math.floor(of / 15));
    const most = Math.max(...quarters.map((one) => quarters.filter((other) => other === one).length));
    // 62.5 on average; more than 120 is no accident.
    expect([Math.min(...quarters), Math.max(...quarters)]).toEqual([8, 23]);
    expect(most).toBeLessThan(120);
  });

  it('stays the same for an integration', () => {
    expect(timeOfNight('00000000-0000-4000-8000-000000000000')).toEqual({ hour: 2, minute: 0 });
    expect(timeOfNight('000000ef-0000-4000-8000-000000000000')).toEqual({ hour: 5, minute: 59 });
  });
});

describe('the newest time of day', () => {
  it.each([
    [{ hour: 2, minute: 0 }, '11-24T02:00:00', '11-24T02:00:00'],
    [{ hour: 2, minute: 0 }, '11-24T01:59:59', '11-23T02:00:00'],
    [{ hour: 0, minute: 0 }, '12-01T00:00:00', '12-01T00:00:00'],
    [{ hour: 23, minute: 59 }, '03-01T23:58:00', '02-28T23:59:00'],
  ])('%j at %s is %s', (time, now, expected) => {
    expect(latestTimeOfDay(time, at(now))).toEqual(at(expected));
  });

  it('is never in the future, less than a day old, and that time of day', () => {
    fc.assert(
      fc.property(timeOfDay, instant, (time, now) => {
        const latest = latestTimeOfDay(time, now);
        const age = now.getTime() - latest.getTime();
        expect(age >= 0 && age < day).toBe(true);
        expect([latest.getUTCHours(), latest.getUTCMinutes(), latest.getUTCSeconds()]).toEqual([
          time.hour,
          time.minute,
          0,
        ]);
      }),
      runs,
    );
  });
});

describe('a missed run', () => {
  const nightly: ScheduledRuns = {
    schedule: { hour: 2, minute: 0 },
    scheduledSince: at('10-01T12:00:00'),
    lastScheduledAt: at('11-23T02:07:00'),
    lastGoodFullEndAt: at('11-23T02:20:00'),
    fullRunActive: false,
  };

  it.each([
    ['its time has not come', nightly, '11-24T01:59:00', null],
    ['jitter and margin are not over', nightly, '11-24T02:59:59', null],
    ['they are over and none began', nightly, '11-24T03:00:00', '11-24T02:00:00'],
    ['none began for days: the newest counts', nightly, '11-26T14:00:00', '11-26T02:00:00'],
    ['it began late', { ...nightly, lastScheduledAt: at('11-24T02:19:00') }, '11-24T03:00:00', null],
    ['it began and failed', { ...nightly, lastScheduledAt: at('11-24T02:01:00') }, '11-24T23:00:00', null],
    ['a good full run ended since', { ...nightly, lastGoodFullEndAt: at('11-24T02:30:00') }, '11-24T04:00:00', null],
    ['one of all accounts is under way', { ...nightly, fullRunActive: true }, '11-24T04:00:00', null],
    ['the schedule never stood', { ...nightly, scheduledSince: null }, '11-24T04:00:00', null],
    ['it was changed after its time', { ...nightly, scheduledSince: at('11-24T02:10:00') }, '11-24T04:00:00', null],
    ['it was changed a moment before', { ...nightly, scheduledSince: at('11-24T01:59:00') }, '11-24T04:00:00', null],
    ['it was changed in time', { ...nightly, scheduledSince: at('11-24T01:50:00') }, '11-24T04:00:00', '11-24T02:00:00'],
    ['no run ever began', { ...nightly, lastScheduledAt: null, lastGoodFullEndAt: null }, '11-24T04:00:00', '11-24T02:00:00'],
    ['its hour is over midnight', { ...nightly, schedule: { hour: 23, minute: 30 } }, '11-24T00:29:00', null],
    ['its hour is over midnight, and past', { ...nightly, schedule: { hour: 23, minute: 30 } }, '11-24T00:30:00', '11-23T23:30:00'],
  ] as const)('%s', (_case, runs, now, expected) => {
    expect(missedRun(runs, at(now))).toEqual(expected === null ? null : at(expected));
  }); // prettier-ignore

  it('is never told of an integration whose runs begin every day within the jitter, at any moment of any day', () => {
    fc.assert(
      fc.property(
        timeOfDay,
        instant,
        fc.integer({ min: 0, max: syncs.jitterMs }),
        (schedule, now, jitter) => {
          const lastScheduledAt = new Date(
            latestTimeOfDay(schedule, new Date(now.getTime() - jitter)).getTime() + jitter,
          );
          const known = { ...nightly, schedule, scheduledSince: new Date(0), lastScheduledAt };
          expect(missedRun(known, now)).toBeNull();
        },
      ),
      runs,
    );
  });

  it('is told within jitter, margin and a minute, and for as long as no run begins', () => {
    fc.assert(
      fc.property(timeOfDay, instant, fc.integer({ min: 0, max: 30 * day }), (schedule, from, later) => {
        const lost = latestTimeOfDay(schedule, from);
        const known: ScheduledRuns = {
          schedule,
          scheduledSince: new Date(0),
          lastScheduledAt: new Date(lost.getTime() - minute),
          lastGoodFullEndAt: null,
          fullRunActive: false,
        };
        const told = missedRun(known, new Date(lost.getTime() + syncs.jitterMs + syncs.marginMs + later));
        expect(told !== null && told >= lost).toBe(true);
      }),
      runs,
    );
  });
});

describe('a probe of working credentials', () => {
  const nightly = { hour: 2, minute: 0 };

  it.each([
    ['never tried', null, '11-24T12:00:00', true],
    ['tried after the newest moment', at('11-24T20:10:00'), '11-25T01:00:00', false],
    ['the next moment has not come', at('11-23T20:10:00'), '11-24T19:59:59', false],
    ['the next moment has come', at('11-23T20:10:00'), '11-24T20:00:00', true],
    ['the moment passed while nobody worked', at('11-23T20:10:00'), '11-25T01:30:00', true],
    ['authenticated just before the moment', at('11-24T19:59:00'), '11-24T20:00:00', true],
  ] as const)('%s', (_case, last, now, expected) => {
    expect(probeIsDue(nightly, last, at(now))).toBe(expected);
  });

  it('is due exactly once a day, and six hours before each scheduled run at the earliest', () => {
    fc.assert(
      fc.property(timeOfDay, instant, fc.integer({ min: 0, max: 59 }), (schedule, from, offset) => {
        // Housekeeping, hour by hour through four days.
        const begin = from.getTime() + offset * minute;
        const probes: number[] = [];
        let last: Date | null = new Date(begin);
        for (let now = begin; now <= begin + 4 * day; now += 60 * minute) {
          if (!probeIsDue(schedule, last, new Date(now))) continue;
          probes.push(now);
          last = new Date(now);
        }
        expect(probes.length).toBe(4);
        for (const probe of probes) {
          const next = latestTimeOfDay(schedule, new Date(probe)).getTime() + day;
          expect(next - probe).toBeLessThanOrEqual(syncs.probeLeadMs);
          expect(next - probe).toBeGreaterThan(syncs.probeLeadMs - 60 * minute);
        }
      }),
      runs,
    );
  });
});
