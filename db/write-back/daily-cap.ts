import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { type DailyCaps, fitsDay } from '../../domain/write-back/daily-cap.ts';
import { queuedDueLines } from './approval-notes.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import type { Queryable } from '../model/database.ts';
import { writeCaps } from '../settings/settings.ts';
import { type SentToday, sentToday } from './write-intents.ts';

/** What the limits of a day leave to what would go out now (RULES 7). */
export interface CapStatus {
  readonly day: string;
  readonly caps: DailyCaps;
  readonly sent: SentToday;
  /** Queued lines whose billing target condition holds. */
  readonly due: number;
  /** One of them does not fit into what is left of the day. */
  readonly reached: boolean;
  /** One of them, or of what left today, is in a currency without an exchange rate (RULES 9). */
  readonly withoutRate: boolean;
}

export async function capStatus(db: Queryable, key: IntegrationKey, now: Date): Promise<CapStatus> {
  const { timeZone, currencies } = await compositionSettings(db, key);
  const day = dayIn(timeZone, now);
  const caps = await writeCaps(db, key.tenantId);
  const sent = await sentToday(db, key, day);
  const due = await queuedDueLines(db, key);
  const fits = due.map((line) => fitsDay(caps, sent, line, currencies));
  return {
    day,
    caps,
    sent,
    due: due.length,
    reached: fits.includes('full'),
    withoutRate: fits.includes('no-rate'),
  };
}
