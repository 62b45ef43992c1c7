import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, readable by its owner alone (0600). */
export function writePrivateFile(file: string, text: string): void {
  const half = `${file}.${process.pid}.tmp`;
  writeFileSync(half, text, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
}
