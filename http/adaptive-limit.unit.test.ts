import { AdaptiveLimit } from './adaptive-limit.ts';

/** Requests that stay open until they are answered. */
function vendor(limit: AdaptiveLimit) {
  const open: ((how: 'well' | 'too much') => void)[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ask: async (count: number) => {
      for (let nth = 0; nth < count; nth += 1)
        void limit.inTurn(
          (went) =>
            new Promise<void>((done) =>
              open.push((how) => {
                went(how);
                done();
              }),
            ),
        );
      await settle();
    },
    open: () => open.length,
    answer: async (how: 'well' | 'too much', count = 1) => {
      for (const one of open.splice(0, count)) one(how);
      await settle();
    },
  };
}

describe('requests at a time', () => {
  it('grow by one after a while of good answers, up to the ceiling', async () => {
    const limit = new AdaptiveLimit({ start: 3, ceiling: 5 });
    const psa = vendor(limit);
    await psa.ask(200);
    expect(psa.open()).toBe(3);
    while (psa.open() > 0) await psa.answer('well');
    expect(limit.places).toBe(5);
  });

  it('halve once for all that were turned away together, and never come back to what was too much', async () => {
    const limit = new AdaptiveLimit({ start: 6, ceiling: 8 });
    const psa = vendor(limit);
    await psa.ask(300);
    await psa.answer('too much', 6);
    expect(limit.places).toBe(3);
    expect(psa.open()).toBe(3);
    while (psa.open() > 0) await psa.answer('well');
    expect(limit.places).toBe(5);
  });

  it('are at least one', async () => {
    const limit = new AdaptiveLimit({ start: 1, ceiling: 1 });
    const psa = vendor(limit);
    await psa.ask(2);
    await psa.answer('too much');
    expect(limit.places).toBe(1);
    expect(psa.open()).toBe(1);
  });

  it('go on after a request that threw', async () => {
    const limit = new AdaptiveLimit({ start: 1, ceiling: 1 });
    await expect(limit.inTurn(() => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    await expect(limit.inTurn(() => Promise.resolve('on'))).resolves.toBe('on');
  });
});
