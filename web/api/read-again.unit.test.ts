import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { readAgain } from './read-again.ts';

/** A query that is on the screen; its answers are given by hand, in the order they were asked for. */
function shown() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: 0 } } });
  const asked: ((answer: string | Error) => Promise<unknown>)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['run'],
    staleTime: Infinity,
    queryFn: () =>
      new Promise<string>((resolve, reject) => {
        asked.push((answer) => {
          if (typeof answer === 'string') resolve(answer);
          else reject(answer);
          return new Promise((done) => setTimeout(done, 0));
        });
      }),
  });
  const stop = observer.subscribe(() => undefined);
  return { client, asked, stop, data: () => observer.getCurrentResult().data };
}

describe('reading again after a change', () => {
  it('reads once more what was first asked for before the change, however many there were', async () => {
    const { client, asked, stop, data } = shown();
    readAgain(client, { queryKey: ['run'] });
    readAgain(client, { queryKey: ['run'] });
    await asked[0]!('running');
    expect(asked).toHaveLength(2);
    await asked[1]!('succeeded');
    expect([data(), asked.length]).toEqual(['succeeded', 2]);
    stop();
  });

  it('reads once more where the first reading failed', async () => {
    const { client, asked, stop, data } = shown();
    readAgain(client, { queryKey: ['run'] });
    await asked[0]!(new Error('503'));
    await asked[1]!('succeeded');
    expect(data()).toBe('succeeded');
    stop();
  });

  it('reads what has an answer at once, and drops a reading from before the change', async () => {
    const { client, asked, stop, data } = shown();
    await asked[0]!('queued');
    readAgain(client, { queryKey: ['run'] });
    readAgain(client, { queryKey: ['run'] });
    await asked[2]!('succeeded');
    await asked[1]!('running');
    expect([data(), asked.length]).toEqual(['succeeded', 3]);
    stop();
  });

  it('leaves alone what was asked for after the change', async () => {
    const { client, asked, stop } = shown();
    await asked[0]!('running');
    readAgain(client, { queryKey: ['other'] });
    expect(asked).toHaveLength(1);
    stop();
  });
});
