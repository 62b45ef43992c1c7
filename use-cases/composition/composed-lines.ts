import type { ComposedLine, CompositionInput, SeatDrop } from '../../domain/usage/composition.ts';
import type { StoredUsageLine } from '../../db/usage/usage-lines.ts';

/** Lines beside what they were before: of everything, or of a part. */
export interface Composed {
  readonly input: CompositionInput;
  readonly stored: readonly StoredUsageLine[];
  readonly lines: readonly ComposedLine[];
  readonly falls: ReadonlyMap<string, SeatDrop>;
  /** Groups for which an approved change is under way. */
  readonly underWay: ReadonlySet<string>;
}
