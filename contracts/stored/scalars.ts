import { z } from 'zod';

/** Ids of ours are UUID v4. */
export const Id = z.uuid().describe('UUID of ours');

export const Instant = z.iso.datetime().describe('ISO 8601 in UTC');
export const Day = z.iso.date().describe("YYYY-MM-DD in the PSA's time zone");
export const DecimalText = z.string().describe('Exact decimal as text, never a float');
