import { BatchLoader } from './batch-loader.ts';

describe('what many look up', () => {
  it('while a look-up is under way is looked up together by the next one', async () => {
    const asked: (readonly string[])[] = [];
    const lookedUp = new BatchLoader<string>((keys) => {
      asked.push(keys);
      return Promise.resolve(
        new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `of ${key}`])),
      );
    });
    const found = await Promise.all(['a', 'b', 'c', 'b', 'nobody'].map((key) => lookedUp.of(key)));
    expect(found).toEqual(['of a', 'of b', 'of c', 'of b', null]);
    expect(asked).toEqual([['a'], ['b', 'c', 'nobody']]);
    expect(await lookedUp.of('a')).toBe('of a');
    expect(asked).toHaveLength(3);
  });

  it('fails for those alone whose look-up failed', async () => {
    let times = 0;
    const lookedUp = new BatchLoader<string>((keys) => {
      times += 1;
      if (times === 1) return Promise.reject(new Error('no'));
      return Promise.resolve(new Map(keys.map((key) => [key, key])));
    });
    const failing = lookedUp.of('a');
    const next = lookedUp.of('a');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('a');
  });

  it('does not wait long for a look-up that hangs: the next one begins beside it', async () => {
    const lookedUp = new BatchLoader<string>((keys) =>
      keys.includes('hangs') ? new Promise(() => undefined) : Promise.resolve(new Map([['a', 'a']])),
    );
    void lookedUp.of('hangs');
    expect(await lookedUp.of('a')).toBe('a');
    expect(await lookedUp.of('a')).toBe('a');
  });
});
