import { readFileSync } from 'node:fs';

/** A master key as its file holds it: base64 in a line. */
export const keyText = (key: Buffer): string => `${key.toString('base64')}\n`;

/** Whatever the file holds; who may read the file and how long the key is are asked elsewhere. */
export const keyInFile = (file: string): Buffer => Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
