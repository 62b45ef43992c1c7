import { z } from 'zod';

/** What probing a credential learned: what it can see, or what stood in its way. */
export const ProbeFacts = z.object({
  host: z.string().exactOptional(),
  accounts: z.int().exactOptional().describe('Accounts that the key lists'),
  users: z.int().nullable().exactOptional().describe("Users of the MSP's own account; null: not told"),
  sameHostAsAccountsApi: z.boolean().nullable().exactOptional(),
  rights: z
    .array(z.object({ right: z.string(), label: z.string(), ok: z.boolean(), code: z.string().nullable() }))
    .exactOptional()
    .describe('Of the PSA, one read right each'),
  serverTimeZone: z.string().nullable().exactOptional().describe('IANA name; null: none that is known'),
  serverTimeZoneGiven: z.string().nullable().exactOptional().describe('As the PSA itself calls it'),
  version: z.string().nullable().exactOptional(),
  writeRight: z.string().exactOptional(),
  call: z.string().exactOptional(),
  status: z.int().exactOptional().describe('HTTP status'),
  vendorCode: z.string().exactOptional().describe("The vendor's own code"),
  vendorMessage: z.string().exactOptional().describe("The vendor's own words"),
  cause: z.string().exactOptional().describe('Nearer cause where a code covers several'),
  skewSeconds: z.number().exactOptional().describe('How far our clock is ahead; negative: behind'),
  retryAfterMs: z.number().exactOptional(),
});
export type ProbeFacts = z.output<typeof ProbeFacts>;
