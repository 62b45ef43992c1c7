import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, message } from '../messages/message.ts';
import { CannotRun, indented, type SeatwiseCommand, type SeatwiseProgram } from './command.ts';
import { commands } from './commands/index.ts';
import { literalsIn } from './literals.fixture.ts';
import { programOf } from './program.ts';
import { programs } from './programs.ts';
import { sayIn } from '../messages/say.ts';
import { runSeatwise } from './seatwise.ts';

const found = {
  ok: false,
  data: { things: 2, first: message('core.days', { count: 2 }) },
  lines: [message('core.days', { count: 2 }), indented(asWritten('3'), message('core.hours', { count: 1 }))],
};

const ended: string[] = [];
const command = (name: string, run: SeatwiseCommand['run']): SeatwiseCommand => ({
  name,
  summary: asWritten(`does ${name}`),
  options: [{ flags: '--limit <n>', help: asWritten('at most') }],
  run,
});

const known: readonly SeatwiseCommand[] = [
  command('count', (options) =>
    Promise.resolve({ ok: true, data: { limit: z.string().parse(options['limit']) }, lines: [] }),
  ),
  command('things find', () => Promise.resolve(found)),
  command('things lose', (_options, context) => {
    for (const name of ['first', 'second']) context.onEnd(() => Promise.resolve(void ended.push(name)));
    return Promise.reject(new CannotRun(message('cli.master-key.other')));
  }),
  command('break', () => Promise.reject(new TypeError('x is not a function'))),
  command('hang', () => new Promise(() => undefined)),
];

async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  of: Parameters<typeof runSeatwise>[0] = known,
  stop = new AbortController().signal,
) {
  let [out, err] = ['', ''];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await runSeatwise(of, args, env, terminal, stop);
  return { code, out, err };
}

describe('the command line', () => {
  it('prints lines for people, or one JSON document for scripts, and ends with 1 on findings', async () => {
    expect(await run(['things', 'find'])).toEqual({ code: 1, out: '2 days\n  3 1 hour\n', err: '' });
    const { code, out, err } = await run(['things', 'find', '--json']);
    expect({ code, err, document: JSON.parse(out) as unknown }).toEqual({
      code: 1,
      err: '',
      document: { ok: false, things: 2, first: { id: 'core.days', params: { count: 2 }, message: '2 days' } },
    });
    expect(await run(['count', '--limit', '7', '--json'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('"limit": "7"'),
    });
  });

  it('ends with 2 and a sentence when it could not run, after closing in reverse what it had opened', async () => {
    const why = /^The master key is not the one .+\. Set the right one .+\.$/u;
    const lost = await run(['things', 'lose']);
    expect(lost).toMatchObject({ code: 2, out: '' });
    expect(lost.err.trimEnd()).toMatch(why);
    expect(ended).toEqual(['second', 'first']);
    const { code, out, err } = await run(['things', 'lose', '--json']);
    expect({ code, err, document: JSON.parse(out) as unknown }).toEqual({
      code: 2,
      err: '',
      document: {
        ok: false,
        error: { id: 'cli.master-key.other', params: {}, message: expect.stringMatching(why) },
      },
    });
    expect(await run(['break'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Internal error: x is not a function'),
    });
  });

  it('names the variable that cannot be used, and never its value', async () => {
    const { code, err } = await run(['things', 'find'], { MASTER_KEY: 'planted-secret' });
    expect([code, err]).toEqual([2, expect.stringContaining('MASTER_KEY')]);
    expect(err).not.toContain('planted-secret');
  });

  it('gives the process to a program, without --json, and says why it could not start', async () => {
    const program: SeatwiseProgram = {
      name: 'serve',
      summary: asWritten('serves'),
      options: [{ flags: '--port <n>', help: asWritten('where') }],
      start: ({ port }) =>
        port === '1' ? Promise.reject(new CannotRun(message('cli.master-key.other'))) : Promise.resolve(1),
    };
    expect(await run(['serve', '--port', '2'], {}, [program])).toEqual({ code: 1, out: '', err: '' });
    expect(await run(['serve', '--port', '1'], {}, [program])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^The master key is not the one/u),
    });
    expect((await run(['serve', '--json'], {}, [program])).err).toMatch(/^Unknown option --json\./u);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const running = run(['hang'], {}, known, stop.signal);
    stop.abort();
    expect(await running).toMatchObject({ code: 2, err: 'Interrupted before the command finished.\n' });
  });

  it('explains itself, and ends with 2 on a command line that it does not know', async () => {
    const help = await run(['--help'], {}, [...programs, ...commands]);
    expect(help.code).toBe(0);
    for (const { name } of [...programs, ...commands]) expect(help.out).toContain(name.split(' ')[0]);
    expect((await run(['--help'])).out).toMatch(/things +find: does things find; lose: does things lose/u);
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+/u),
    });
    for (const [args, said] of [
      [['nonsense'], /^Unknown command nonsense\./u],
      [['things', 'find', '--limits'], /^Unknown option --limits\..+ Did you mean --limit\?$/u],
      [['things', 'nonsense'], /^Unknown command nonsense\./u],
      [['things'], /^Usage: seatwise things \[options\] \[command\]/u],
      [['count', '--limit'], /^Missing value for the option --limit <n>\.$/u],
      [['count', 'more'], /^Too many arguments\./u],
    ] as const) {
      const { code, out, err } = await run(args);
      expect([code, out, err.trimEnd()]).toEqual([2, '', expect.stringMatching(said)]);
    }
  });

  it.each([
    [{ LANG: 'en_XA.UTF-8' }, '[2 đååýš]'],
    [{ LC_ALL: 'C', LANG: 'en_XA.UTF-8' }, '2 days'],
    [{ LANG: 'eo' }, '2 days'],
  ])('speaks the language of %j', async (env, days) => {
    expect((await run(['things', 'find'], env)).out).toContain(days);
  });
});

describe('in the pseudo-locale, no literal', () => {
  const all = (one: Command): readonly Command[] => [one, ...one.commands.flatMap(all)];
  const write = { out: () => undefined, err: () => undefined };
  const program = programOf([...programs, ...commands], sayIn({ LANG: 'en_XA' }), write, () =>
    Promise.resolve(),
  );
  const typed = [
    'seatwise',
    ...[...programs, ...commands].flatMap(({ name }) => name.split(' ')),
    'help',
    ...all(program).flatMap(({ registeredArguments }) => registeredArguments.map((each) => each.name())),
  ];

  it.each(all(program).map((one) => [one.name(), one] as const))('is in the help of %s', (_name, one) => {
    expect(literalsIn(one.helpInformation(), typed)).toEqual([]);
  });

  it.each(commands.map(({ name }) => name))('is in what %s says where it cannot run', async (name) => {
    const args = [...name.split(' '), 'x', '--reason', 'a long reason', '--file', '/nowhere/x'];
    for (const asked of [args, args.slice(0, 3), name.split(' '), [...args.slice(0, 2), '--json']]) {
      const { out, err } = await run(asked, { LANG: 'en_XA', SEATWISE_HOME: '/nowhere/home' }, commands);
      expect(literalsIn(err, [])).toEqual([]);
      if (out !== '')
        expect(JSON.parse(out)).toMatchObject({
          ok: false,
          error: { message: expect.stringMatching(/^\[/u) },
        });
    }
  });

  it('is a summary or the help of an option', () => {
    for (const { summary, explanation = summary, options, arguments: more = [] } of [
      ...programs,
      ...commands,
    ])
      for (const { id } of [summary, explanation, ...[...options, ...more].map(({ help }) => help)])
        expect(id).toMatch(/^cli\./u);
  });
});
