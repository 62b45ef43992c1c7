import { Option } from 'commander';
import { z } from 'zod';
import { CannotRun, type SeatwiseCommand } from './command.ts';
import { commands } from './commands/index.ts';
import { runSeatwise } from './seatwise.ts';

const found = { ok: false, data: { things: 2 }, lines: ['two things', 'were found'] };

const ended: string[] = [];
const command = (name: string, run: SeatwiseCommand['run']): SeatwiseCommand => ({
  name,
  summary: `does ${name}`,
  options: [new Option('--limit <n>', 'at most')],
  run,
});

const known: readonly SeatwiseCommand[] = [
  command('count', (options) =>
    Promise.resolve({ ok: true, data: { limit: z.string().parse(options['limit']) }, lines: [] }),
  ),
  command('things find', () => Promise.resolve(found)),
  command('things lose', (_options, context) => {
    for (const name of ['first', 'second']) context.onEnd(() => Promise.resolve(void ended.push(name)));
    return Promise.reject(new CannotRun('The thing is locked. Unlock it.'));
  }),
  command('break', () => Promise.reject(new TypeError('x is not a function'))),
  command('hang', () => new Promise(() => undefined)),
];

async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  of = known,
  stop = new AbortController().signal,
) {
  let [out, err] = ['', ''];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await runSeatwise(of, args, env, terminal, stop);
  return { code, out, err };
}

describe('the command line', () => {
  it('prints lines for people, or one JSON document for scripts, and ends with 1 on findings', async () => {
    expect(await run(['things', 'find'])).toEqual({ code: 1, out: 'two things\nwere found\n', err: '' });
    const { code, out, err } = await run(['things', 'find', '--json']);
    expect({ code, err, document: JSON.parse(out) as unknown }).toEqual({
      code: 1,
      err: '',
      document: { ok: false, things: 2 },
    });
    expect(await run(['count', '--limit', '7', '--json'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('"limit": "7"'),
    });
  });

  it('ends with 2 and a sentence when it could not run, after closing in reverse what it had opened', async () => {
    expect(await run(['things', 'lose'])).toEqual({
      code: 2,
      out: '',
      err: 'The thing is locked. Unlock it.\n',
    });
    expect(ended).toEqual(['second', 'first']);
    const { code, out, err } = await run(['things', 'lose', '--json']);
    expect({ code, err, document: JSON.parse(out) as unknown }).toEqual({
      code: 2,
      err: '',
      document: { ok: false, error: { message: 'The thing is locked. Unlock it.' } },
    });
    expect(await run(['break'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('error of ours: x is not a function'),
    });
  });

  it('names the variable that cannot be used, and never its value', async () => {
    const { code, err } = await run(['things', 'find'], { MASTER_KEY: 'planted-secret' });
    expect([code, err]).toEqual([2, expect.stringContaining('MASTER_KEY')]);
    expect(err).not.toContain('planted-secret');
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const running = run(['hang'], {}, known, stop.signal);
    stop.abort();
    expect(await running).toMatchObject({ code: 2, err: 'Stopped before the end.\n' });
  });

  it('explains itself, and ends with 2 on a command line it does not know', async () => {
    const help = await run(['--help'], {}, commands);
    expect(help.code).toBe(0);
    for (const { name } of commands) expect(help.out).toContain(name.split(' ')[0]);
    expect((await run(['--help'])).out).toMatch(/things +find: does things find; lose: does things lose/u);
    for (const args of [
      ['nonsense'],
      ['things', 'find', '--nonsense'],
      ['things', 'nonsense'],
      ['count', '--limit'],
    ]) {
      expect(await run(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/error|Usage/) });
    }
  });
});
