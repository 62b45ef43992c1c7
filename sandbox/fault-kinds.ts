import { z } from 'zod';
import { vendorNames } from './vendor-names.ts';

/** What can go wrong with a call of a simulated vendor, as the control call `POST /faults` takes it. */

/** At most this much is ever sent, so that a test of a bound cannot fill the machine. */
const LARGEST_BODY = 64 * 1024 * 1024;
const bytes = z
  .number()
  .int()
  .positive()
  .max(LARGEST_BODY)
  .default(50 * 1024 * 1024);

/** Faults of paging: applied to Duo's users and to the lists of a PSA. */
const pagingFaults = [
  /** The page asked for is left out: the one after it comes in its place. */
  z.strictObject({ kind: z.literal('lost-page') }),
  /** The page before comes once more instead of the one asked for, since the condition `id>` is passed over; the next link moves on. */
  z.strictObject({ kind: z.literal('repeated-page') }),
  /** "Next" names the page just given. */
  z.strictObject({ kind: z.literal('standing-offset') }),
  /** The last full page names a next one, which is empty (duo.md 3.1). */
  z.strictObject({ kind: z.literal('trailing-empty-page') }),
] as const;

/** Faults in which the vendor's handler never runs, so nothing can have changed. */
const faultsInstead = [
  /**
   * A bare status: JSON in the vendor's own error form, or plain text, HTML or nothing. `retryAfter` goes out as it
   * is (seconds, an HTTP date, or something unreadable).
   */
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.enum(['json', 'text', 'html', 'empty']).default('json'),
    text: z.string().optional(),
    /** The `code` in a JSON body of a vendor that writes one; left out, one that fits the status. */
    code: z.string().optional(),
    retryAfter: z.union([z.string(), z.number()]).optional(),
  }),
  /** One of Duo's own errors (duo.md 4), e.g. 40102, 40103, 40105. */
  z.strictObject({ kind: z.literal('duo-error'), code: z.number().int().min(40000).max(59999) }),
  /** HTTP 200 around a Duo failure. */
  z.strictObject({
    kind: z.literal('stat-fail'),
    code: z.number().int().default(50001),
    message: z.string().default('Unknown internal server error'),
  }),
  /** HTTP 200 and JSON of another shape than agreed. */
  z.strictObject({
    kind: z.literal('odd-json'),
    shape: z.enum(['array', 'null', 'string', 'empty-object', 'wrong-types']),
  }),
  /** HTTP 200 and exactly this JSON. */
  z.strictObject({ kind: z.literal('json'), body: z.unknown() }),
  z.strictObject({
    kind: z.literal('redirect'),
    status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]).default(302),
    location: z.string().default('https://elsewhere.invalid/'),
  }),
  /** No answer for as long as the caller waits. */
  z.strictObject({ kind: z.literal('hang') }),
  /** The connection is reset before a byte of an answer, or after its head. */
  z.strictObject({ kind: z.literal('reset'), stage: z.enum(['before', 'after-head']).default('before') }),
  /** The connection is closed in order, without an answer. */
  z.strictObject({ kind: z.literal('half-close') }),
  z.strictObject({ kind: z.literal('huge-body'), bytes }),
  /** A small gzip body that unpacks to `bytes`. */
  z.strictObject({ kind: z.literal('compressed-bomb'), bytes }),
] as const;

/** Faults that spoil the way of a real answer: the handler has run, and changes stand. */
const faultsAfter = [
  /** Done and logged, then the connection is destroyed without a byte. */
  z.strictObject({ kind: z.literal('done-answer-lost') }),
  /** Done and logged, but a gateway answers with this status. */
  z.strictObject({ kind: z.literal('done-status'), status: z.number().int().min(400).max(599).default(504) }),
  /** Half of the announced body, then the end. */
  z.strictObject({ kind: z.literal('cut-body') }),
  /** A byte now and then. */
  z.strictObject({ kind: z.literal('trickle'), everyMs: z.number().int().min(1).max(10_000).default(200) }),
  z.strictObject({ kind: z.literal('delay'), ms: z.number().int().min(0).max(120_000) }),
] as const;

/**
 * Not handled now and never answered; handled once after `afterMs`, whether or not the caller is still there. The
 * control call `POST /late-effects/release` brings it forward.
 */
const lateEffectSchema = z.strictObject({
  kind: z.literal('late-effect'),
  afterMs: z.number().int().min(0).max(120_000).default(5_000),
});

/**
 * The list that was asked for of one company's records is answered with those of another, as by a gateway that mixes up
 * two requests. What is asked of no company passes untouched.
 */
const otherCompanySchema = z.strictObject({
  kind: z.literal('other-company'),
  companyId: z.number().int().positive(),
});

/**
 * Handled and answered and, where it creates a line of a PSA, carried out once more by the vendor itself after `afterMs`,
 * as by a queue that repeats.
 */
const doneTwiceSchema = z.strictObject({
  kind: z.literal('done-twice'),
  afterMs: z.number().int().min(0).max(120_000).default(2_000),
});

const faultSchema = z.discriminatedUnion('kind', [
  ...pagingFaults,
  ...faultsInstead,
  ...faultsAfter,
  lateEffectSchema,
  otherCompanySchema,
  doneTwiceSchema,
]);

const pagingFaultSchema = z.discriminatedUnion('kind', [...pagingFaults]);
const faultInsteadSchema = z.discriminatedUnion('kind', [...faultsInstead]);

/** A fault with its filter: which calls it hits, how often, and for which share of them. */
export const injectedFaultSchema = z.strictObject({
  vendor: z.enum(vendorNames).optional(),
  host: z.string().optional(),
  /** Beginning of the path. */
  path: z.string().optional(),
  accountId: z.string().optional(),
  method: z.string().optional(),
  /** This many fitting calls pass before the first is hit: `after: 1` hits the second page of one account. */
  after: z.number().int().min(0).optional(),
  /** Calls to hit; absent: until cleared. */
  times: z.number().int().positive().optional(),
  /** Share of the fitting calls to hit, chosen by the sandbox's seed; absent: all. */
  share: z.number().min(0).max(1).optional(),
  fault: faultSchema,
});

export type PagingFault = z.output<typeof pagingFaultSchema>;
export type FaultInstead = z.output<typeof faultInsteadSchema>;
export type Fault = z.output<typeof faultSchema>;
export type LateEffect = z.output<typeof lateEffectSchema>;
export type OtherCompany = z.output<typeof otherCompanySchema>;
export type DoneTwice = z.output<typeof doneTwiceSchema>;
export type FaultAfter = Exclude<Fault, PagingFault | FaultInstead | LateEffect | OtherCompany | DoneTwice>;
export type InjectedFault = z.output<typeof injectedFaultSchema>;
/** As a caller writes it, before defaults are filled in. */
export type FaultOrder = z.input<typeof injectedFaultSchema>;

export function isPagingFault(fault: Fault): fault is PagingFault {
  return pagingFaultSchema.safeParse(fault).success;
}

export function isFaultInstead(fault: Fault): fault is FaultInstead {
  return faultInsteadSchema.safeParse(fault).success;
}
