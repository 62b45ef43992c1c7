import {
  adminActions, approverActions, hasHistory, lineActions, operatorActions, parts, plannedLife, readerActions, scenarioOf, stages,
} from './plan.ts'; // prettier-ignore
import { psaOf } from './psas.ts';
import { Deck, SeededChoice } from './seeded-choice.ts';

const lives = (seed: number, count: number) =>
  Array.from({ length: count }, (_, nth) => plannedLife(seed, nth + 1));

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(lives(7, 5)).toEqual(lives(7, 5));
    expect(lives(7, 5)).not.toEqual(lives(8, 5));
  });

  it.each([1, 2, 3, 4, 5])(
    'of seed %i kills every part, singly and together, in every stage, within some lives',
    (seed) => {
      const kills = lives(seed, 12).flatMap((life) => life.kills);
      expect(new Set(kills.filter((kill) => kill.parts.length === 1).flatMap((kill) => kill.parts))).toEqual(
        new Set(parts),
      );
      expect(kills.some((kill) => kill.parts.length > 1)).toBe(true);
      expect(new Set(kills.map(({ stage }) => stage))).toEqual(new Set(stages));
    },
  );

  it('has every actor do all it can before it repeats anything', () => {
    const [first] = lives(3, 1);
    const done = lives(3, 12).flatMap((life) => life.rounds.flatMap((round) => round.flat()));
    const names = new Set(done.map(({ action }) => action));
    expect(
      [...approverActions, ...lineActions, ...readerActions, ...adminActions, ...operatorActions].filter(
        (name) => !names.has(name),
      ),
    ).toEqual([]);
    expect(first!.cutShortIn).toBeNull();
  });
});

it('seeds give every PSA both scenarios, with a past and without', () => {
  const met = Array.from(
    { length: 18 },
    (_, seed) => `${psaOf(seed)} ${scenarioOf(seed)} ${hasHistory(seed)}`,
  );
  expect(new Set(met).size).toBe(12);
});

describe('seeded choices', () => {
  it('of one stream do not move those of another', () => {
    const one = new SeededChoice(5, 'a');
    const other = new SeededChoice(5, 'b');
    const alone = Array.from({ length: 4 }, () => new SeededChoice(5, 'b')).map((choice) => choice.next());
    one.next();
    expect(other.next()).toBe(alone[0]);
    expect(one.next()).not.toBe(other.next());
  });

  it('deal every card of a deck before any comes again', () => {
    const [deck, choose] = [new Deck([1, 2, 3]), new SeededChoice(1)];
    const dealt = [1, 2, 3, 4, 5, 6].map(() => deck.next(choose));
    expect([dealt.slice(0, 3), dealt.slice(3)].map((round) => [...round].sort())).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('shuffle without loss', () => {
    const shuffled = new SeededChoice(1).shuffled([1, 2, 3, 4, 5]);
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
