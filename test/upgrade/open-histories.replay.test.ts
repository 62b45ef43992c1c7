import { quietRuntime } from '../environment/temporal-runtime.ts';
import { currentBundle, replay } from '../replay/replaying.ts';
import { openHistories, recordings } from './recordings.ts';

const histories = recordings().flatMap(openHistories);

it("continues the executions that each release's upgrade meets open", async () => {
  expect(histories.length).toBeGreaterThanOrEqual(2 * recordings().length);
  quietRuntime();
  const errors = await replay(await currentBundle(), histories);
  expect([...errors].filter(([, error]) => error !== null)).toEqual([]);
});
