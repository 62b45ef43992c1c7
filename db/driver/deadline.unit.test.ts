import { standStill } from '../../test/environment/blocked-process.ts';
import { within } from './deadline.ts';

const late = () => new Error('late');

describe('what is waited for', () => {
  it('is late when it has not come in its time', async () => {
    await expect(within(20, new Promise(() => undefined), late)).rejects.toThrow('late');
  });

  it("tells its own error, and one that comes late is nobody's", async () => {
    await expect(within(1_000, Promise.reject(new Error('its own')), late)).rejects.toThrow('its own');
    const { promise, reject } = deferred();
    await expect(within(10, promise, late)).rejects.toThrow('late');
    reject(new Error('afterwards'));
  });

  it('is taken when it came while this process stood still, however long', async () => {
    const answer = within(150, new Promise((resolve) => setTimeout(resolve, 50, 'answer')).then(soon), late);
    standStill(600);
    await expect(answer).resolves.toBe('answer');
  });
});

/** As an answer that takes some rounds of the event loop to be read. */
async function soon<T>(value: T): Promise<T> {
  for (let round = 0; round < 5; round += 1) await new Promise(setImmediate);
  return value;
}

function deferred() {
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, reject) => (fail = reject));
  return { promise, reject: fail };
}
