import { formatCount } from '../values/format.ts';
import { shortText } from './visible-text.ts';

/** "active 30 · bypass 4": seats by the status of their users; empty where none is known. */
export const seatStatuses = (byStatus: Readonly<Record<string, number>> | null): string =>
  Object.entries(byStatus ?? {})
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${shortText(status)} ${formatCount(count)}`)
    .join(' · ');
