import type { Priority } from '@temporalio/common';

/**
 * Which tasks a worker takes first when more wait than it has slots: 1 before 5. A workflow has the priority it was
 * started with, over continue-as-new, and gives it to its activities.
 */
export const priorities = {
  /** An approved change, which must reach its invoice. */
  writeBack: { priorityKey: 1 },
  /** A person looks at the screen: connecting, mapping, one line read again. */
  person: { priorityKey: 2 },
  /** A whole sync. */
  sync: { priorityKey: 3 },
  housekeeping: { priorityKey: 5 },
} as const satisfies Readonly<Record<string, Priority>>;
