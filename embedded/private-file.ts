import { chmodSync, closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file whole or not at all, durably, readable by its owner alone (0600). */
export function writePrivateFile(file: string, text: string): void {
  const half = `${file}.${process.pid}.tmp`;
  const opened = openSync(half, 'w', 0o600);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  chmodSync(half, 0o600);
  renameSync(half, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
