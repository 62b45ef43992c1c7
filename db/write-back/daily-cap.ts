import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { capNames, capOf, type DailyCaps, fitsDay } from '../../domain/write-back/daily-cap.ts';
import { queuedDueLines } from './approval-notes.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import type { Queryable } from '../model/database.ts';
import { dailyCaps } from '../settings/settings.ts';
import { type SentToday, sentToday } from './write-intents.ts';

/** What the limits of a day leave to what would go out now (RULES 7). */
export interface CapStatus {
  readonly day: string;
  /** Of quantities, or of what is full. */
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
  const due = await queuedDueLines(db, key);
  const ofCaps = [];
  for (const name of capNames) {
    const caps = await dailyCaps(db, key.tenantId, name);
    const sent = await sentToday(db, key, day, name);
    const fits = due
      .filter(({ change }) => capOf(change) === name)
      .map((line) => fitsDay(caps, sent, line, currencies));
    const reached = fits.includes('full');
    ofCaps.push({ caps, sent, reached, withoutRate: fits.includes('no-rate') });
  }
  const [usual] = ofCaps;
  const shown = ofCaps.find(({ reached }) => reached) ?? usual;
  if (shown === undefined) throw new Error('there are no limits of a day');
  return { ...shown, day, due: due.length, withoutRate: ofCaps.some(({ withoutRate }) => withoutRate) };
}
