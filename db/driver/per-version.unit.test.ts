import { PerVersion } from './per-version.ts';

describe('what is worked out once per data version', () => {
  let worked: string[];
  const work = (answer: string) => () => {
    worked.push(answer);
    return Promise.resolve(answer);
  };
  beforeEach(() => {
    worked = [];
  });

  it('is the same for all who ask at this version, and recomputed at the next', async () => {
    const kept = new PerVersion<string>(5);
    const answers = await Promise.all([kept.of('a', '1', work('one')), kept.of('a', '1', work('two'))]);
    expect(answers).toEqual(['one', 'one']);
    expect(await kept.of('a', '2', work('three'))).toBe('three');
    expect(worked).toEqual(['one', 'three']);
  });

  it('is forgotten where it was not asked for longest', async () => {
    const kept = new PerVersion<string>(2);
    for (const question of ['a', 'b', 'a', 'c', 'a', 'b']) await kept.of(question, '1', work(question));
    expect(worked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is not kept where it failed, and fails for nobody else', async () => {
    const kept = new PerVersion<string>(2);
    const failing = kept.of('a', '1', () => Promise.reject(new Error('no')));
    const beside = kept.of('a', '1', work('own'));
    await expect(failing).rejects.toThrow('no');
    expect(await beside).toBe('own');
    expect(await kept.of('a', '1', work('later'))).toBe('later');
  });
});
