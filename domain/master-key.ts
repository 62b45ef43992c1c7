import { message, type Message } from '../messages/message.ts';

/** Of 32 random bytes about 30 differ; 1 key in 10^13 has fewer different ones than this. */
const leastDifferentBytes = 20;

/**
 * Why 32 bytes cannot have come from a random source; null: they may have. What is found: one byte repeated, a count up
 * or down, few different bytes, and text, such as a password or hexadecimal digits that were encoded once more.
 */
export function masterKeyWeakness(key: Uint8Array): Message | null {
  if (new Set(key).size === 1) return message('files.key-repeats');
  const steps = new Set(key.slice(1).map((byte, index) => byte - (key[index] ?? 0)));
  if (steps.size === 1) return message('files.key-counts');
  if (key.every((byte) => byte >= 0x20 && byte < 0x7f)) return message('files.key-is-text');
  const different = new Set(key).size;
  return different < leastDifferentBytes ? message('files.key-of-few-bytes', { count: different }) : null;
}

/** Why a key that nobody drew at random is rejected; null: it may be used. `name` is what holds the key. */
export function rejectionOfWeakKey(key: Uint8Array, name: string): Message | null {
  const weakness = masterKeyWeakness(key);
  return weakness === null ? null : message('files.weak-key', { name, weakness });
}
