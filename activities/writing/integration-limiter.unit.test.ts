import { limitPerIntegration } from './integration-limiter.ts';

/** Work that begins when its turn comes, and ends when it is told to. */
function work() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const named = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name);
      ends.set(name, () => {
        resolve(name);
      });
    });
  return { begun, named, end: (name: string) => ends.get(name)!() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns of an integration', () => {
  it('begin so many at a time, the others in the order in which they came', async () => {
    const inTurn = limitPerIntegration(2);
    const { begun, named, end } = work();
    const all = ['a', 'b', 'c', 'd'].map((name) => inTurn('one', named(name)));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await settled();
    end('c');
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('wait for nobody at another integration', async () => {
    const inTurn = limitPerIntegration(1);
    const { begun, named, end } = work();
    const here = [inTurn('one', named('a')), inTurn('one', named('b'))];
    const there = inTurn('two', named('c'));
    await settled();
    expect(begun).toEqual(['a', 'c']);
    end('c');
    expect(await there).toBe('c');
    end('a');
    await settled();
    end('b');
    await Promise.all(here);
  });

  it('go on after work that failed', async () => {
    const inTurn = limitPerIntegration(1);
    const failing = inTurn('one', () => Promise.reject(new Error('the database is away')));
    const next = inTurn('one', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('the database is away');
    expect(await next).toBe('done');
  });
});
