import { Argument, Option } from 'commander';
import { signIns } from '../../domain/defaults.ts';
import type { RunCommand, SeatwiseCommand } from '../command.ts';

/** Help, and every other command, is there without waiting for what this one needs. */
const whenCalled =
  (load: () => Promise<{ readonly run: RunCommand }>): RunCommand =>
  async (options, context) =>
    (await load()).run(options, context);

/** Every command of `seatwise`, in the order of its help; each is described in docs/operating/commands.md (a test compares). */
export const commands: readonly SeatwiseCommand[] = [
  {
    name: 'doctor',
    summary: 'reaches every dependency and says what to do about what is wrong',
    explanation:
      'Each check takes 5 seconds at most, all of them together less than 20. It needs no part to run: what is down has a line of its own.',
    options: [],
    run: whenCalled(() => import('./doctor.ts')),
  },
  {
    name: 'audit verify',
    summary: 'compares the audit with its signed hash chain and with its external anchors',
    explanation:
      'Reports every row that was changed, removed or added afterwards, a chain that was rolled back or restarted, and how many ' +
      'rows have no checkpoint yet, which nothing proves. Works beside a running Seatwise.',
    options: [
      new Option(
        '--anchors <folder...>',
        'further folders with external anchors, of workers that write elsewhere (default: only AUDIT_ANCHOR_FOLDER)',
      ),
      new Option(
        '--against <file...>',
        'files of signed checkpoints that a receiver of webhooks kept, a message or its data in each line',
      ),
    ],
    run: whenCalled(() => import('./audit-verify.ts')),
  },
  {
    name: 'audit re-anchor',
    summary: 'signs that the audit goes on from here, after a move or where external anchors were lost',
    explanation:
      'For a database that was moved or set back by the tools of PostgreSQL, and for external anchors that are lost. What it covers is ' +
      'reported by every later audit verify with the reason; so look at audit verify first, and be sure of the cause.',
    options: [
      new Option(
        '--reason <text>',
        'why, in ten characters or more; it stays in the audit',
      ).makeOptionMandatory(),
    ],
    run: whenCalled(() => import('./audit-re-anchor.ts')),
  },
  {
    name: 'reconcile',
    summary: 'compares ledger, audit and PSA, and finds any difference',
    explanation:
      'Reads each line that was ever written live from the PSA, with the stored credential, one list for each agreement. ' +
      'Ends with 1 where there are differences, and with 2 where a part could not be compared.',
    options: [new Option('--parallel <calls>', 'calls to the PSA at a time').default('2')],
    run: whenCalled(() => import('./reconcile.ts')),
  },
  {
    name: 'backup',
    summary: 'copies the database into one file, while Seatwise may run',
    explanation:
      'One consistent copy, sealed under the master key, readable by its owner alone (0600). The key is not in it: keep it ' +
      'apart, nothing can be restored without it. Nothing of Temporal is in it either: what must run is started again from the rows.',
    arguments: [new Argument('[file]', 'default: seatwise-<time>.backup in this folder')],
    options: [
      new Option(
        '--with-master-key',
        'puts the master key into the file, under a passphrase that is asked for',
      ),
      new Option('--passphrase-file <file>', 'file with that passphrase, where nobody is there to be asked'),
    ],
    run: whenCalled(() => import('./backup.ts')),
  },
  {
    name: 'restore',
    summary: 'puts a backup in the place of the database, while Seatwise is stopped',
    explanation:
      'The file is checked as a whole first. The new database is made beside the present one and takes its place in one ' +
      'step. Afterwards nothing is written to the PSA until every approved change that is open was read again there.',
    arguments: [new Argument('<file>', 'what seatwise backup has written')],
    options: [
      new Option('--replace', 'over an installation that is there already'),
      new Option(
        '--key-file <file>',
        'file with the master key of the time of the backup, kept from before a rotation',
      ),
      new Option(
        '--passphrase-file <file>',
        'file with the passphrase of a backup that holds its master key',
      ),
    ],
    run: whenCalled(() => import('./restore.ts')),
  },
  {
    name: 'rotate-master-key',
    summary: 'seals everything stored under a new master key',
    explanation:
      'One transaction: all of it or nothing. A kept key (npm start) is replaced by a new one; Seatwise must be stopped. ' +
      'Where MASTER_KEY is set, the new key is read from a file, and every process must be started again with it.',
    options: [
      new Option(
        '--new-key-file <file>',
        'file with the new key, where MASTER_KEY is set (NEW_MASTER_KEY_FILE)',
      ),
      new Option('--dry-run', 'tries everything and keeps nothing'),
    ],
    run: whenCalled(() => import('./rotate-master-key.ts')),
  },
  {
    name: 'reset-password',
    summary: 'gives a member a temporary password, shown once',
    explanation: `It opens one sign-in within ${signIns.temporaryPasswordDays} days, after which they set their own. Their sessions end. Works beside a running Seatwise.`,
    arguments: [new Argument('<email>', 'of the member')],
    options: [],
    run: whenCalled(() => import('./reset-password.ts')),
  },
];
