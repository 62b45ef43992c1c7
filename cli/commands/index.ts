import { psaCalls, signIns } from '../../domain/defaults.ts';
import { message } from '../../messages/message.ts';
import type { RunCommand, SeatwiseCommand } from '../command.ts';

/** Help, and every other command, is there without waiting for what this one needs. */
const whenCalled =
  (load: () => Promise<{ readonly run: RunCommand }>): RunCommand =>
  async (options, context) =>
    (await load()).run(options, context);

/** Every command of `seatwise`, in the order of its help; docs/reference/commands.md is generated from it. */
export const commands: readonly SeatwiseCommand[] = [
  {
    name: 'doctor',
    summary: message('cli.doctor'),
    explanation: message('cli.doctor.more'),
    options: [],
    run: whenCalled(() => import('./doctor.ts')),
  },
  {
    name: 'support-bundle',
    summary: message('cli.support-bundle'),
    explanation: message('cli.support-bundle.more'),
    arguments: [{ flags: '[file]', help: message('cli.support-bundle.file') }],
    options: [],
    run: whenCalled(() => import('./support-bundle.ts')),
  },
  {
    name: 'audit verify',
    summary: message('cli.audit-verify'),
    explanation: message('cli.audit-verify.more'),
    options: [
      { flags: '--anchors <folder...>', help: message('cli.audit-verify.anchors') },
      { flags: '--against <file...>', help: message('cli.audit-verify.against') },
    ],
    run: whenCalled(() => import('./audit-verify.ts')),
  },
  {
    name: 'audit re-anchor',
    summary: message('cli.audit-re-anchor'),
    explanation: message('cli.audit-re-anchor.more'),
    options: [{ flags: '--reason <text>', help: message('cli.audit-re-anchor.reason'), required: true }],
    run: whenCalled(() => import('./audit-re-anchor.ts')),
  },
  {
    name: 'reconcile',
    summary: message('cli.reconcile'),
    explanation: message('cli.reconcile.more'),
    options: [
      {
        flags: '--parallel <calls>',
        help: message('cli.reconcile.parallel', { count: psaCalls.atOnceToReconcile }),
      },
    ],
    run: whenCalled(() => import('./reconcile.ts')),
  },
  {
    name: 'backup',
    summary: message('cli.backup'),
    explanation: message('cli.backup.more'),
    arguments: [{ flags: '[file]', help: message('cli.backup.file') }],
    options: [
      { flags: '--keep <count>', help: message('cli.backup.keep') },
      { flags: '--with-master-key', help: message('cli.backup.with-master-key') },
      { flags: '--passphrase-file <file>', help: message('cli.backup.passphrase-file') },
    ],
    run: whenCalled(() => import('./backup.ts')),
  },
  {
    name: 'restore',
    summary: message('cli.restore'),
    explanation: message('cli.restore.more'),
    arguments: [{ flags: '<file>', help: message('cli.restore.file') }],
    options: [
      { flags: '--replace', help: message('cli.restore.replace') },
      { flags: '--key-file <file>', help: message('cli.restore.key-file') },
      { flags: '--passphrase-file <file>', help: message('cli.restore.passphrase-file') },
    ],
    run: whenCalled(() => import('./restore.ts')),
  },
  {
    name: 'release status',
    summary: message('cli.release-status'),
    explanation: message('cli.release-status.more'),
    options: [],
    run: whenCalled(() => import('./release-status.ts')),
  },
  {
    name: 'release promote',
    summary: message('cli.release-promote'),
    explanation: message('cli.release-promote.more'),
    options: [
      { flags: '--build-id <id>', help: message('cli.release-promote.build-id') },
      { flags: '--unversioned', help: message('cli.release-promote.unversioned') },
      { flags: '--wait <seconds>', help: message('cli.release-promote.wait') },
    ],
    run: whenCalled(() => import('./release-promote.ts')),
  },
  {
    name: 'release drain',
    summary: message('cli.release-drain'),
    explanation: message('cli.release-drain.more'),
    options: [{ flags: '--wait <seconds>', help: message('cli.release-drain.wait') }],
    run: whenCalled(() => import('./release-drain.ts')),
  },
  {
    name: 'rotate-master-key',
    summary: message('cli.rotate-master-key'),
    explanation: message('cli.rotate-master-key.more'),
    options: [
      { flags: '--new-key-file <file>', help: message('cli.rotate-master-key.new-key-file') },
      { flags: '--dry-run', help: message('cli.rotate-master-key.dry-run') },
    ],
    run: whenCalled(() => import('./rotate-master-key.ts')),
  },
  {
    name: 'reset-password',
    summary: message('cli.reset-password'),
    explanation: message('cli.reset-password.more', { count: signIns.temporaryPasswordDays }),
    arguments: [{ flags: '<email>', help: message('cli.reset-password.email') }],
    options: [{ flags: '--factors', help: message('cli.reset-password.factors') }],
    run: whenCalled(() => import('./reset-password.ts')),
  },
  {
    name: 'person export',
    summary: message('cli.person-export'),
    explanation: message('cli.person-export.more'),
    options: [
      { flags: '--email <email>', help: message('cli.person-export.email'), required: true },
      { flags: '--file <file>', help: message('cli.person-export.file') },
    ],
    run: whenCalled(() => import('./person-export.ts')),
  },
];
