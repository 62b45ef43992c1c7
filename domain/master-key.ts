/** Of 32 random bytes about 30 differ; 1 key in 10^13 has fewer different ones than this. */
const leastDifferentBytes = 20;

/**
 * Why 32 bytes cannot have come from a random source; null: they may have. What is found: one byte repeated, a count up
 * or down, few different bytes, and text, such as a password or hexadecimal digits that were encoded once more.
 */
export function masterKeyWeakness(key: Uint8Array): string | null {
  if (new Set(key).size === 1) return 'repeats one byte';
  const steps = new Set(key.slice(1).map((byte, index) => byte - (key[index] ?? 0)));
  if (steps.size === 1) return 'counts from byte to byte';
  if (key.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'is text';
  const different = new Set(key).size;
  return different < leastDifferentBytes ? `has only ${different} different bytes` : null;
}

/** A sentence that rejects a key which nobody drew at random; null: it may be used. `name` is what holds the key. */
export function rejectionOfWeakKey(key: Uint8Array, name: string): string | null {
  const weakness = masterKeyWeakness(key);
  if (weakness === null) return null;
  return (
    `${name} ${weakness}, so it can be guessed. Make one with: openssl rand -base64 32. ` +
    'Where credentials are sealed under it already, change it with: seatwise rotate-master-key.'
  );
}
