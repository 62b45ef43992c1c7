import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../cli/commands/index.ts';
import { runSeatwise } from '../cli/seatwise.ts';
import { openHome, StartRejected } from './home.ts';

/** A user without an entry in /etc/passwd. */
const somebodyElse = 54_321;

describe('the home of another user', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'seatwise-home-'));
    mkdirSync(join(home, 'postgres'));
    jest.spyOn(process, 'geteuid').mockReturnValue(somebodyElse);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(home, { recursive: true });
  });

  it('is not started on, and a command says in one sentence whose it is and what to do', async () => {
    expect(() => openHome(home)).toThrow(StartRejected);
    let said = '';
    const terminal = { out: () => undefined, err: (text: string) => void (said += text) };
    const asked = ['reset-password', 'ada@harbor-lane.test'];
    const code = await runSeatwise(
      commands,
      asked,
      { SEATWISE_HOME: home },
      terminal,
      new AbortController().signal,
    );
    expect(code).toBe(2);
    expect(said).toMatch(
      /^\S+ belongs to \S+(?: \d+)?, and you are user 54321\. Run this as .+, or set SEATWISE_HOME to a folder of your own\.\n$/u,
    );
  });
});

describe('a home that is deleted without asking', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatwise-home-'));
    jest.replaceProperty(process, 'env', { HOME: folder, npm_config_cache: join(folder, 'npm') });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it.each(['npm/_npx/1f/home', 'npm/own', 'app/node_modules/seatwise/home', '.cache/seatwise', 'link/home'])(
    'is rejected, and not created: %s',
    (path) => {
      mkdirSync(join(folder, 'npm'));
      symlinkSync(join(folder, 'npm'), join(folder, 'link'));
      const home = join(folder, path);
      expect(() => openHome(home)).toThrow(
        expect.objectContaining({ says: expect.objectContaining({ id: 'start.home-in-cache' }) }),
      );
      expect(existsSync(home)).toBe(false);
    },
  );
});
