import { createHash, randomUUID } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

describe('recovery codes', () => {
  it('differ within a set and between sets', () => {
    const codes = [...newRecoveryCodes(), ...newRecoveryCodes()];
    expect(new Set(codes).size).toBe(20);
  });

  it('are stored as Argon2id with a salt of the person, so that codes of earlier versions still match', async () => {
    const personId = randomUUID();
    const salt = createHash('sha256').update(`recovery code|${personId}`).digest().subarray(0, 16);
    const inBase64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
    const stored = Buffer.from(await hashOfRecoveryCode('7kqz-0m3d-ab1c', personId), 'hex');
    const encoded = `$argon2id$v=19$m=19456,t=2,p=1$${inBase64(salt)}$${inBase64(stored)}`;
    expect(await verify(encoded, '7kqz0m3dab1c')).toBe(true);
  });
});
