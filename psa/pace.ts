import type { AdaptiveLimit } from '../http/adaptive-limit.ts';
import { ProvenPageSize } from './proven-page-size.ts';

/** What was learnt of the way to a PSA: kept from one client to the next where one piece of work makes several. */
export interface PsaPace {
  readonly proven: ProvenPageSize;
  /** Made by the first client, by its settings. */
  limit: AdaptiveLimit | null;
}

export const newPace = (): PsaPace => ({ proven: new ProvenPageSize(), limit: null });
