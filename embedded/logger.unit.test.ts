import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../config/environment.ts';
import { waitFor } from './tour/seatwise-client.ts';
import { homeFiles } from './home.ts';
import { openLogger } from './logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatwise-log-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Until the system says that there is no space. */
function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4_096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

// Only root may mount a disk of its own.
(mounted ? it : it.skip)(
  'drops lines where the disk is full, says so once, and writes again once there is space',
  async () => {
    const said = jest.spyOn(console, 'error').mockImplementation();
    const home = homeFiles(folder);
    const logger = openLogger(home, parseEnvironment({ SEATWISE_HOME: folder, LOG_LEVEL: 'info' }));
    const [full, again] = [
      /seatwise\.log cannot be written \(ENOSPC\)/u,
      /written again; [1-9]\d* log lines were dropped/u,
    ];
    const times = (what: RegExp): number =>
      said.mock.calls.filter(([text]) => what.test(String(text))).length;
    logger.info('before');
    await waitFor('the first line', 10_000, () =>
      Promise.resolve(readFileSync(home.logFile, 'utf8') || null),
    );
    fill(join(folder, 'filler'));
    // More than may wait, so that some are dropped; each try to write them fails.
    for (let nth = 0; nth < 3_000; nth += 1)
      logger.info({ nth, text: 'x'.repeat(1_000) }, 'while it is full');
    await waitFor('the failure', 10_000, () => Promise.resolve(times(full) > 0 ? true : null));
    logger.info('still full');
    rmSync(join(folder, 'filler'));
    await waitFor('the recovery', 10_000, () => Promise.resolve(times(again) > 0 ? true : null));
    logger.info('afterwards');
    await waitFor('a line', 10_000, () =>
      Promise.resolve(readFileSync(home.logFile, 'utf8').includes('afterwards') ? true : null),
    );
    expect([times(full), times(again)]).toEqual([1, 1]);
    said.mockRestore();
  },
  40_000,
);
