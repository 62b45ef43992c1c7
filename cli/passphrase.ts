import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { openKeyFile } from '../config/key-file.ts';
import { message } from '../messages/message.ts';
import { CannotRun } from './command.ts';
import type { Say } from '../messages/say.ts';

/**
 * A passphrase out of a file, or asked of the person at the terminal without showing it; a new one twice. Throws
 * {@link CannotRun} where there is neither.
 */
export async function passphraseFrom(
  file: string | undefined,
  use: 'new' | 'known',
  say: Say,
): Promise<string> {
  if (file !== undefined) return fromFile(file);
  if (!process.stdin.isTTY) throw new CannotRun(message('cli.passphrase.not-interactive'));
  const given = await ask(say(message(`cli.passphrase.${use}`)));
  if (use === 'new' && (await ask(say(message('cli.passphrase.again')))) !== given)
    throw new CannotRun(message('cli.passphrase.differ'));
  return given;
}

function fromFile(file: string): string {
  try {
    const rejection = openKeyFile(file);
    if (rejection !== null) throw new CannotRun(rejection);
    const passphrase = readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
    if (passphrase === '') throw new CannotRun(message('cli.passphrase.empty', { file }));
    return passphrase;
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    const cause = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CannotRun(message('files.unreadable', { path: file, cause }));
  }
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  // Readline shows what is typed on its output: there is none.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
