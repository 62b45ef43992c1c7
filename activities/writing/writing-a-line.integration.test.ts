import type { WritePoint } from '../dependencies.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

let writing: WritingUnderTest;
let labels: string[];

beforeAll(async () => {
  writing = await writingUnderTest();
  labels = [...writing.approvable];
});
afterAll(async () => writing.close());

/** Each test takes a line of its own, so that none depends on another. */
function nextLabel(): string {
  const label = labels.shift();
  if (label === undefined) throw new Error('the scenario has no further line to approve');
  return label;
}

describe('an approved line', () => {
  it('is sent once, confirmed by the answer, and shows as a match', async () => {
    const line = await writing.approve(nextLabel());
    await writing.untilSettled(line);
    expect((await writing.line(line)).state).toBe('confirmed');
    const changes = await writing.writes(line.psaLineId);
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [Number(line.before), Number(line.after)],
    ]);
    const usage = await writing.db
      .selectFrom('usage_line')
      .select(['kind', 'decision'])
      .where('group_key', '=', line.groupKey)
      .executeTakeFirstOrThrow();
    expect(usage).toEqual({ kind: 'match', decision: 'open' });
  });
});

const points: readonly WritePoint[] = [
  'before-reading',
  'line-read',
  'intent-stored',
  'answered',
  'outcome-stored',
];

describe.each(points)('a worker that dies at "%s"', (point) => {
  it('leaves a change that is made exactly once', async () => {
    const line = await writing.approve(nextLabel());
    await expect(writing.attempt(line, { crashAt: point })).rejects.toThrow(Crash);
    await writing.untilSettled(line);
    expect((await writing.line(line)).state).toBe('confirmed');
    expect(await writing.writes(line.psaLineId)).toHaveLength(1);
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
  });
});
