import { z } from 'zod';

/** How values of environment variables are written. Each reads text; defaults are given as the value meant. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be ${least} at least`).max(most, `must be ${most} at most`));
}

export const port = wholeNumber(1, 65_535);

export const share: z.ZodType<number, string> = z
  .string()
  .regex(/^(0|1|0?\.\d{1,6}|1\.0+)$/, 'must be a number from 0 to 1, like 0.1')
  .transform(Number);

export const text = z.string().min(1);

export const onOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on');

export const yesNo = z.enum(['yes', 'no'], 'must be yes or no').transform((value) => value === 'yes');

export const commaList = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1, 'has an empty entry')).min(1));

export const domains = commaList.pipe(
  z.array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be domains like example.com, without *')),
);

/** Names or addresses as they stand in a Host header, without a port. */
export const hostNames = commaList.pipe(
  z.array(
    z
      .string()
      .toLowerCase()
      .regex(
        /^([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/,
        'must be host names without port, like seatwise.lan',
      ),
  ),
);

/** 32 bytes in base64: an AES-256 key. */
export const masterKey = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)')
  .transform((value) => Buffer.from(value, 'base64'));

export const databaseRole = z
  .string()
  .regex(/^[a-z_][a-z0-9_$]{0,62}$/, 'must be a role of PostgreSQL in small letters');

/** Temporal separates name and build ID by a period. */
export const deploymentName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,63}$/, 'must have at most 63 letters, digits, hyphens, and underscores');

export const postgresUrl = z
  .string()
  .trim()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgresql://');

export const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** The error does not repeat it, since it may hold a password. */
export const proxyAddress = z
  .string()
  .trim()
  .regex(/^https?:\/\/[^\s/?#]+\/?$/u, 'must be an http or https address without a path')
  .refine((value) => URL.canParse(value), 'must be an http or https address without a path');

/** Removes the last slash, so that paths can be added. */
export const baseAddress = address.transform((value) => value.replace(/\/+$/, ''));

export const email = z.email('must be an email address');

/** Where people report something, as RFC 9116 writes it. */
export const contact = z
  .string()
  .trim()
  .regex(
    /^(mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s]+)$/,
    'must be mailto:someone@example.com or an https address',
  );
