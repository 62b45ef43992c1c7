import { randomBytes } from 'node:crypto';
import { inEnglish } from '../messages/english.ts';
import { masterKeyWeakness, rejectionOfWeakKey } from './master-key.ts';

describe('a master key', () => {
  it('is rejected when nobody drew it at random, with what was seen', () => {
    const counting = Buffer.from(Array.from({ length: 32 }, (_, index) => 250 + index));
    const weak: readonly (readonly [key: Buffer, seen: string])[] = [
      [Buffer.alloc(32), 'one byte repeated'],
      [Buffer.alloc(32, 0xff), 'one byte repeated'],
      [counting, 'consecutive bytes'],
      [Buffer.from(counting).reverse(), 'consecutive bytes'],
      [Buffer.from('correct horse battery staple 123'), 'text'],
      [Buffer.from(randomBytes(16).toString('hex')), 'text'],
      [Buffer.concat([Buffer.alloc(16), Buffer.alloc(16, 200)]), 'only 2 different bytes'],
      [Buffer.concat([randomBytes(8), Buffer.alloc(24)]), 'different bytes'],
    ];
    for (const [key, seen] of weak) {
      expect([key.length, inEnglish(masterKeyWeakness(key)!)]).toEqual([32, expect.stringContaining(seen)]);
      const rejection = inEnglish(rejectionOfWeakKey(key, 'MASTER_KEY')!);
      expect(rejection).toMatch(/^MASTER_KEY .+ `openssl rand -base64 32`\./u);
      expect(rejection).not.toContain(key.toString('base64'));
    }
  });

  it('from a random source is taken, whichever it is', () => {
    for (let round = 0; round < 2_000; round += 1) expect(masterKeyWeakness(randomBytes(32))).toBeNull();
  });
});
