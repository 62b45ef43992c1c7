import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { type CapName, capOf, type DailyCaps, fitsDay } from '../../domain/write-back/daily-cap.ts';
import { queuedDueLines } from './approval-notes.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import type { Queryable } from '../model/database.ts';
import { dailyCaps } from '../settings/settings.ts';
import { type SentToday, sentToday } from './write-intents.ts';

/** What one limit of a day leaves to what would go out now (RULES 6). */
interface LimitStatus {
  readonly caps: DailyCaps;
  readonly sent: SentToday;
  /** Queued lines under it whose billing target condition holds. */
  readonly due: number;
  /** One of them does not fit into what is left of the day. */
  readonly reached: boolean;
  /** One of them, or of what left today, is in a currency without an exchange rate (RULES 9). */
  readonly withoutRate: boolean;
}

export interface CapStatus {
  readonly day: string;
  readonly ofCaps: Readonly<Record<CapName, LimitStatus>>;
  /** Of any limit. */
  readonly withoutRate: boolean;
}

export async function capStatus(db: Queryable, key: IntegrationKey, now: Date): Promise<CapStatus> {
  const { timeZone, currencies } = await compositionSettings(db, key);
  const day = dayIn(timeZone, now);
  const allDue = await queuedDueLines(db, key);
  const statusOf = async (name: CapName): Promise<LimitStatus> => {
    const due = allDue.filter(({ change }) => capOf(change) === name);
    const caps = await dailyCaps(db, key.tenantId, name);
    const sent = await sentToday(db, key, day, name);
    const fits = due.map((line) => fitsDay(caps, sent, line, currencies));
    return {
      caps,
      sent,
      due: due.length,
      reached: fits.includes('full'),
      withoutRate: fits.includes('no-rate'),
    };
  };
  const ofCaps = {
    writeCaps: await statusOf('writeCaps'),
    createCaps: await statusOf('createCaps'),
    endCaps: await statusOf('endCaps'),
  };
  return { day, ofCaps, withoutRate: Object.values(ofCaps).some(({ withoutRate }) => withoutRate) };
}
