import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';

export interface Authenticator {
  /** The person confirms with a finger whatever is asked of the device in the meantime. */
  touched(run: () => Promise<void>): Promise<void>;
}

/** A device that makes passkeys and keeps them, as a laptop with a fingerprint reader does. */
export async function withAuthenticator(page: Page): Promise<Authenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  });
  const touch = (enabled: boolean) =>
    devTools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return {
    async touched(run) {
      await touch(true);
      await run();
      await touch(false);
    },
  };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret.replaceAll(/[\s=]/gu, ''), (letter) =>
    base32.indexOf(letter.toUpperCase()).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** An authenticator app (RFC 6238). Each code is of a later step than the one before, since a step is taken once. */
export function authenticatorApp(secret: string): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(Date.now() / 30_000));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(last));
    const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
    const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, '0');
  };
}
