import { RequestLog } from '../request-log.ts';
import { playActTwo } from './second-act.ts';
import { buildScenario } from './index.ts';
import {
  billedTo,
  childNamed,
  effectCents,
  isReadable,
  meridian,
  now,
  openIncreases,
  seatsOf,
  sum,
} from './testing/readings.ts';

describe('the second act of typical', () => {
  it('changes what docs/sandbox.md says and nothing else, each change by a person', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    const before = new Map(scenario.duo.children.map((child) => [child.name, seatsOf(child)]));
    const fernhillBefore = new Set(
      childNamed(scenario, 'Fernhill Veterinary').users.map((user) => user.userId),
    );
    const redwoodBefore = childNamed(scenario, 'Redwood Analytics').users.filter(
      (u) => u.status === 'active',
    );

    expect(playActTwo(scenario, requestLog, now)).toBe('played');

    const changed = scenario.duo.children.filter((child) => before.get(child.name) !== seatsOf(child));
    expect(changed.map((child) => [child.name, seatsOf(child)])).toEqual(
      expect.arrayContaining([
        ['Fernhill Veterinary', 23],
        ['Juniper Street Books', 9],
      ]),
    );
    expect(changed).toHaveLength(2);
    const newcomers = childNamed(scenario, 'Fernhill Veterinary').users.filter(
      (u) => !fernhillBefore.has(u.userId),
    );
    expect(newcomers.map((user) => user.realname)).toEqual(['Amara Ostrander', 'Jonas Whitlock']);
    const redwood = childNamed(scenario, 'Redwood Analytics');
    expect(seatsOf(redwood)).toBe(15);
    expect(redwoodBefore.filter((user) => user.status === 'pending deletion')).toHaveLength(1);
    expect(billedTo(scenario, 'Vista Nonprofit')).toEqual([35]);
    expect(
      scenario.halopsa.licences.filter(({ count, productSku }) => count === 35 && productSku === 'DUO-ESS'),
    ).toHaveLength(1);
    expect(isReadable(childNamed(scenario, 'Pinecrest'))).toBe(true);
    expect(scenario.connectwise.companies.filter((c) => c.name === 'Juniper Street Books')).toHaveLength(1);
    expect(scenario.duo.children).toHaveLength(61);

    const entries = requestLog.after(0);
    // Vista's line in each PSA, in HaloPSA its licence and the line that follows it, and what happens in Duo.
    expect(
      entries.map((entry) => (entry.kind === 'change' ? entry.object.split('.')[0] : null)).sort(),
    ).toEqual(['autotask', 'connectwise', ...Array<string>(6).fill('duo'), 'halopsa', 'halopsa']);
    expect(entries.every((entry) => entry.kind === 'change' && entry.by === 'person')).toBe(true);
  });

  it('reads 60 of 62 accounts with 62 Duo calls, Pinecrest and Juniper among them', () => {
    const scenario = buildScenario('typical', { now });
    playActTwo(scenario, new RequestLog(), now);
    const readable = [scenario.duo.parent, ...scenario.duo.children.filter(isReadable)];
    expect(readable).toHaveLength(60);
    expect(sum(readable.map(seatsOf))).toBe(1_800 + 2 + 9 + 47);
    expect(1 + sum(readable.map((one) => Math.max(1, Math.ceil(one.users.length / 300))))).toBe(62);
  });

  it('is worth +422.00 in seven open increases and −30.50 in two open decreases', () => {
    const scenario = buildScenario('typical', { now });
    playActTwo(scenario, new RequestLog(), now);
    const increases =
      sum(openIncreases.map((name) => effectCents(scenario, name))) + effectCents(scenario, ...meridian);
    expect(effectCents(scenario, 'Fernhill Veterinary')).toBe(2_400);
    expect(effectCents(scenario, 'Vista Nonprofit')).toBe(-800);
    expect(increases).toBe(42_200);
    expect(effectCents(scenario, 'Quarry Ridge') + effectCents(scenario, 'Vista Nonprofit')).toBe(-3_050);
  });

  it('is played once', () => {
    const scenario = buildScenario('typical', { now });
    const requestLog = new RequestLog();
    playActTwo(scenario, requestLog, now);
    const played = requestLog.last;
    expect(playActTwo(scenario, requestLog, now)).toBe('already-played');
    expect(requestLog.last).toBe(played);
    expect(playActTwo(buildScenario('small', { now }), requestLog, now)).toBe('no-second-act');
  });
});
