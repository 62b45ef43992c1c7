import { SerialQueue } from './serial-queue.ts';

describe('one at a time', () => {
  it('works in the order of asking, each after the end of the one before', async () => {
    const serial = new SerialQueue();
    const seen: string[] = [];
    const work = (name: string, steps: number) => async (): Promise<string> => {
      seen.push(`${name} begins`);
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      seen.push(`${name} ends`);
      return name;
    };
    const answers = await Promise.all([
      serial.run(work('first', 9)),
      serial.run(work('second', 0)),
      serial.run(work('third', 3)),
    ]);
    expect(answers).toEqual(['first', 'second', 'third']);
    expect(seen).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('tells a failure to the one who asked, and goes on with the next', async () => {
    const serial = new SerialQueue();
    const failing = serial.run(() => Promise.reject(new Error('broken')));
    const next = serial.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });
});
