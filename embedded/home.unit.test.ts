import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
