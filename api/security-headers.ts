import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What browsers offer to pages and the console does not use: none of it, for this page nor for what it would embed.
 * Names that Chromium does not know are left out, since it complains about them.
 */
const denied = [
  'accelerometer', 'autoplay', 'camera', 'clipboard-read', 'display-capture', 'encrypted-media', 'fullscreen', 'gamepad',
  'geolocation', 'gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'keyboard-map', 'local-fonts',
  'magnetometer', 'microphone', 'midi', 'otp-credentials', 'payment', 'picture-in-picture',
  'screen-wake-lock', 'serial', 'storage-access', 'sync-xhr', 'usb', 'window-management',
  'xr-spatial-tracking',
]; // prettier-ignore

/** The console has buttons that copy, and people sign in by passkey. */
const permissionsPolicy = [
  ...denied.map((feature) => `${feature}=()`),
  ...['clipboard-write', 'publickey-credentials-create', 'publickey-credentials-get'].map(
    (feature) => `${feature}=(self)`,
  ),
].join(', ');

const denyFeatures: RequestHandler = (_request, response, next) => {
  response.setHeader('Permissions-Policy', permissionsPolicy);
  next();
};

/** What every content policy of ours allows: our own files alone, and no page of others around them. */
export const ownContent = {
  scriptSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** On every answer, whatever it is; pages of the console replace the content policy with their own. */
export function securityHeaders(publicUrl: string): readonly RequestHandler[] {
  const secure = publicUrl.startsWith('https:');
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        ...ownContent,
      },
    },
    // Plain http is only ever loopback, where the header would lock other programs out.
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  return [headers, denyFeatures];
}
