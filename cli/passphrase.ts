import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { openKeyFile } from '../config/key-file.ts';
import { CannotRun } from './command.ts';

/**
 * A passphrase out of a file, or asked of the person at the terminal without showing it; a new one twice. Throws
 * {@link CannotRun} where there is neither.
 */
export async function passphraseFrom(file: string | undefined, use: 'new' | 'known'): Promise<string> {
  if (file !== undefined) return fromFile(file);
  if (!process.stdin.isTTY)
    throw new CannotRun('A passphrase is needed, and nobody is there to be asked: use --passphrase-file.');
  const given = await ask(
    use === 'new' ? 'Passphrase for the master key in this backup: ' : 'Passphrase of the backup: ',
  );
  if (use === 'new' && (await ask('The same again: ')) !== given)
    throw new CannotRun('They differ. Nothing was written.');
  return given;
}

function fromFile(file: string): string {
  try {
    const rejection = openKeyFile(file);
    if (rejection !== null) throw new CannotRun(rejection);
    const passphrase = readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
    if (passphrase === '')
      throw new CannotRun(`${file} is empty. Write the passphrase into it, in one line, and run this again.`);
    return passphrase;
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
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
