import { gunzipSync } from 'node:zlib';
import { ReadyAnswers, ReadyBody } from './ready-answers.ts';

/** Something that is asked for, and what stands about it; `looks` are ended by hand. */
function scenario() {
  let stands = 'one';
  const said: string[] = [];
  const held: (() => void)[] = [];
  let isHolding = false;
  const waited = (): Promise<void> =>
    isHolding ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
  return {
    said,
    becomes: (what: string) => (stands = what),
    hold: () => (isHolding = true),
    letGo: () => {
      isHolding = false;
      for (const go of held.splice(0)) go();
    },
    question: {
      markOf: async (of: string) => {
        said.push('looked');
        const mark = `${of} ${stands}`;
        await waited();
        return mark;
      },
      make: async () => {
        said.push('made');
        const mark = `x ${stands}`;
        const body = new ReadyBody({ stands });
        await waited();
        return { of: 'x', mark, body };
      },
    },
  };
}

const textOf = async (body: Promise<ReadyBody>): Promise<unknown> => JSON.parse((await body).json.toString());

describe('an answer that many ask for', () => {
  it('is made once, and sent again until what it tells changed', async () => {
    const { question, said, becomes } = scenario();
    const answers = new ReadyAnswers<string>(1_000);
    expect(await textOf(answers.of('a', question))).toEqual({ stands: 'one' });
    expect(await textOf(answers.of('a', question))).toEqual({ stands: 'one' });
    becomes('two');
    expect(await textOf(answers.of('a', question))).toEqual({ stands: 'two' });
    expect(said).toEqual(['made', 'looked', 'looked', 'made']);
  });

  it('is never older than the request for it: who asks meanwhile shares the look after it', async () => {
    const { question, said, becomes, hold, letGo } = scenario();
    const answers = new ReadyAnswers<string>(1_000);
    hold();
    const first = answers.of('a', question);
    becomes('two');
    const meanwhile = [1, 2, 3].map(() => answers.of('a', question));
    letGo();
    expect(await textOf(first)).toEqual({ stands: 'one' });
    for (const one of meanwhile) expect(await textOf(one)).toEqual({ stands: 'two' });
    expect(said).toEqual(['made', 'looked', 'made']);
  });

  it('stops waiting for a check that hangs', async () => {
    const { question, hold } = scenario();
    const answers = new ReadyAnswers<string>(1_000);
    hold();
    void answers.of('a', question);
    expect(await textOf(answers.of('a', scenario().question))).toEqual({ stands: 'one' });
  });

  it('that failed is made again by those who asked meanwhile', async () => {
    const { question } = scenario();
    const answers = new ReadyAnswers<string>(1_000);
    const failing = answers.of('a', { ...question, make: () => Promise.reject(new Error('no')) });
    const meanwhile = answers.of('a', question);
    await expect(failing).rejects.toThrow('no');
    expect(await textOf(meanwhile)).toEqual({ stands: 'one' });
    expect(await textOf(answers.of('a', question))).toEqual({ stands: 'one' });
  });

  it('is forgotten where all together take too many bytes, the one not asked for longest first', async () => {
    const { question, said } = scenario();
    // Each takes 16 bytes.
    const answers = new ReadyAnswers<string>(40);
    for (const name of ['a', 'b', 'a', 'c']) await answers.of(name, question);
    said.length = 0;
    await answers.of('a', question);
    await answers.of('b', question);
    expect(said).toEqual(['looked', 'made']);
  });

  it('is compressed once', async () => {
    const body = new ReadyBody({ stands: 'one' });
    const [one, two] = await Promise.all([body.gzip(), body.gzip()]);
    expect(one).toBe(two);
    expect(gunzipSync(one)).toEqual(body.json);
  });
});
