import {
  adminActions, approverActions, operatorActions, parts, plannedLife, readerActions, stages,
} from './plan.ts'; // prettier-ignore
import { SeededChoice } from './seeded-choice.ts';

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
      [...approverActions, ...readerActions, ...adminActions, ...operatorActions].filter(
        (name) => !names.has(name),
      ),
    ).toEqual([]);
    expect(first!.cutShortIn).toBeNull();
  });
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

  it('shuffle without loss', () => {
    const shuffled = new SeededChoice(1).shuffled([1, 2, 3, 4, 5]);
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
