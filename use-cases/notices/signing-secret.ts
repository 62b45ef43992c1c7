import { randomBytes } from 'node:crypto';

/** Standard Webhooks: base64 of 24 to 64 random bytes after the prefix. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
