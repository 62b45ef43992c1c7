import type { Processes } from '../../../test/product/processes.ts';

/** Caps and checks raised as far as settings go: lines are written again and again. */
export async function withoutLimits({ client }: Pick<Processes, 'client'>): Promise<void> {
  const answer = await client.request('PUT', '/settings', {
    writeCaps: { lines: 100_000, amount: '1000000.00' },
    checks: { shrinkShare: '1', dropShare: '1', jumpShare: '1', monthlyEffect: '1000000' },
  });
  if (answer.status !== 200) throw new Error(`settings: ${JSON.stringify(answer.body)}`);
}
