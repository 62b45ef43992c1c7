import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { burstMs, readAgain, readBurstsAgain } from './read-again.ts';

/** A query; its answers are given by hand, in the order they were asked for. */
function query() {
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
  const show = () => observer.subscribe(() => undefined);
  return { client, asked, show, data: () => observer.getCurrentResult().data };
}

describe('reading again after a change', () => {
  it('reads once more what was first asked for before the change, however many there were', async () => {
    const { client, asked, show, data } = query();
    const stop = show();
    readAgain(client, { queryKey: ['run'] });
    readAgain(client, { queryKey: ['run'] });
    await asked[0]!('running');
    expect(asked).toHaveLength(2);
    await asked[1]!('succeeded');
    expect([data(), asked.length]).toEqual(['succeeded', 2]);
    stop();
  });

  it('reads once more where the first reading failed', async () => {
    const { client, asked, show, data } = query();
    const stop = show();
    readAgain(client, { queryKey: ['run'] });
    await asked[0]!(new Error('503'));
    await asked[1]!('succeeded');
    expect(data()).toBe('succeeded');
    stop();
  });

  it('reads what has an answer immediately, and drops a reading from before the change', async () => {
    const { client, asked, show, data } = query();
    const stop = show();
    await asked[0]!('queued');
    readAgain(client, { queryKey: ['run'] });
    readAgain(client, { queryKey: ['run'] });
    await asked[2]!('succeeded');
    await asked[1]!('running');
    expect([data(), asked.length]).toEqual(['succeeded', 3]);
    stop();
  });

  it('leaves alone what is asked for after the change, and what it does not name', async () => {
    const { client, asked, show, data } = query();
    readAgain(client, { queryKey: ['run'] });
    const stop = show();
    readAgain(client, { queryKey: ['other'] });
    await asked[0]!('running');
    expect([data(), asked.length]).toEqual(['running', 1]);
    stop();
  });
});

describe('reading again after a burst of changes', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reads immediately after the first, once for all that follow soon, and immediately again later', async () => {
    const { client, asked, show } = query();
    const stop = show();
    await asked[0]!('queued');
    jest.useFakeTimers();
    const changed = readBurstsAgain(client);
    const key = ['run'];
    for (let times = 0; times < 5; times += 1) changed.name([key]);
    expect(asked).toHaveLength(2);
    jest.advanceTimersByTime(burstMs);
    expect(asked).toHaveLength(3);
    jest.advanceTimersByTime(10 * burstMs);
    expect(asked).toHaveLength(3);
    changed.name([key]);
    expect(asked).toHaveLength(4);
    stop();
  });

  it('reads nothing once it was stopped', async () => {
    const { client, asked, show } = query();
    const stop = show();
    await asked[0]!('queued');
    jest.useFakeTimers();
    const changed = readBurstsAgain(client);
    changed.name([['run']]);
    changed.name([['run']]);
    changed.stop();
    jest.advanceTimersByTime(10 * burstMs);
    expect(asked).toHaveLength(2);
    stop();
  });
});
