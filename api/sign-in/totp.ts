import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import { factors } from '../../domain/defaults.ts';

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, 30 seconds. */
const settings = { algorithm: 'SHA1', digits: 6, period: factors.totpStepSeconds } as const;

/** 160 random bits, the length of the hash (RFC 4226, 4). */
const secretBytes = 20;

export interface NewTotp {
  /** Base32. */
  readonly secret: string;
  readonly uri: string;
  /** The QR code of `uri` as SVG. */
  readonly qr: string;
}

/** A new secret, as an authenticator app takes it. */
export function newTotp(email: string, installation: string): NewTotp {
  const secret = new Secret({ size: secretBytes });
  const uri = new TOTP({ ...settings, secret, issuer: installation, label: email }).toString();
  return { secret: secret.base32, uri, qr: renderSVG(uri, { border: 2 }) };
}

/** The time step whose code this is, within those that a clock may be off; null: of none. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const totp = new TOTP({ ...settings, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: factors.totpStepsOff });
  return delta === null ? null : totp.counter({ timestamp: now.getTime() }) + delta;
}
