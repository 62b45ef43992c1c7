/** How often each thing is done; `npm run bench -- growth --quick` does it less often. */
const isQuick = process.env['BENCH_QUICK'] === '1';

const often = (times: number, quickly: number): number => (isQuick ? quickly : times);

export const effort = {
  /** At least so often, and then for at most so many milliseconds. */
  least: 6,
  mostMs: often(8_000, 4_000),
  /** Decisions of each kind at each size. */
  decisions: often(40, 15),
  /** Holds whose rows and WAL are counted. */
  holds: often(20, 10),
  /** Times every line of the small PSA is written at each size. */
  rounds: often(3, 2),
  /** Approvals one after another on the grown scenario. */
  singles: often(60, 20),
  /** Times 25 approvals are made at once. */
  crowds: often(4, 2),
  /** How long readers read. */
  readingMs: often(5_000, 3_000),
} as const;
