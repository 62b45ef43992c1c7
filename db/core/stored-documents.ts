import { z } from 'zod';
import { ApprovalEvidence } from '../../contracts/stored/approval-evidence.ts';
import { ComposedLine, LineSource } from '../../contracts/stored/composed-line.ts';
import { TotalsOfComposition } from '../../contracts/stored/control-totals.ts';
import { MonthReadings, PsaLine } from '../../contracts/stored/month-readings.ts';
import { MonthLine, MonthWriteBack } from '../../contracts/stored/review-month.ts';
import { AccountShare, Fall, IgnoredLine } from '../../contracts/stored/total-parts.ts';
import { WriteStamp } from '../../contracts/stored/write-stamp.ts';
import type {
  MonthLine as LineOfMonth,
  MonthReadings as Readings,
  MonthWriteBack as WriteBackOfMonth,
} from '../../domain/months/review-month.ts';
import type { PsaLine as LineOfPsa } from '../../domain/psa-facts.ts';
import type {
  ComposedLine as Line,
  Fall as FallOfSeats,
  LineSource as Source,
} from '../../domain/usage/composition.ts';
import type { ControlTotals } from '../../domain/usage/control-totals.ts';
import type { AccountShare as Share, IgnoredLine as Ignored } from '../../domain/usage/total-parts.ts';
import type { ApprovalEvidence as Evidence } from '../../domain/write-back/approval.ts';
import type { WriteStamp as Stamp } from '../../domain/write-back/stamp.ts';
import {
  earlyEvidence, earlyLine, earlyMonthLine, earlyReadings, earlySource, lineInOwnWords,
  readingsInOwnWords,
} from './early-documents.ts'; // prettier-ignore

/**
 * Documents are kept whole as jsonb, with the number of their form in the column `form` beside them, and come out of a
 * row only through one of these.
 */

/** The form in which documents are stored by this version. */
export const presentForm = 3;

declare const unread: unique symbol;

/** A document as it comes from its row: what it holds is known once it was read. */
export interface Unread<T> {
  readonly [unread]: T;
}

/** A row holds a document that this version cannot read: of a later one, or changed by hand. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';
}

type Upgrade = (early: never) => unknown;

/** @param upgrades of form 1 to 2, of 2 to 3, and so on; each gives a document what it did not have before. */
const reader =
  <T>(what: string, schema: z.ZodType<T>, ...upgrades: readonly Upgrade[]) =>
  (document: Unread<T>, form: number): T => {
    if (form > presentForm)
      throw new UnreadableDocument(
        `${what} is stored in form ${form}; this version reads up to ${presentForm}`,
      );
    const present = upgrades
      .slice(form - 1)
      .reduce<unknown>((early, upgrade) => upgrade(early as never), document);
    const parsed = schema.safeParse(present);
    if (parsed.success) return parsed.data;
    throw new UnreadableDocument(`${what} of form ${form} cannot be read: ${z.prettifyError(parsed.error)}`);
  };

const unchanged: Upgrade = (document) => document;
const each = (upgrade: Upgrade) => (early: readonly never[]) => early.map(upgrade);

export const readComposedLine = reader<Line>('a usage line', ComposedLine, earlyLine);
export const readLineSource = reader<Source>('a vanished line', LineSource, earlySource);
export const readControlTotals = reader<ControlTotals>('control totals', TotalsOfComposition);
export const readFall = reader<FallOfSeats>('a fall of seats', Fall);
export const readIgnoredLines = reader<readonly Ignored[]>('ignored lines', z.array(IgnoredLine));
/** Of one form so far, and made anew with each composition of its account: no number stands beside it. */
export const readAccountShare = (share: Unread<Share>): Share =>
  reader<Share>('the share of an account', AccountShare)(share, presentForm);
export const readEvidence = reader<Evidence>('evidence', ApprovalEvidence, earlyEvidence);
export const readStamp = reader<Stamp>('a stamp', WriteStamp);
export const readDocument = reader<readonly LineOfPsa[]>(
  'the lines of a document',
  z.array(PsaLine),
  each(unchanged),
  each(lineInOwnWords),
);
export const readMonthReadings = reader<Readings>(
  'the readings of a run',
  MonthReadings,
  earlyReadings,
  readingsInOwnWords,
);
export const readMonthLines = reader<readonly LineOfMonth[]>(
  'lines of a month',
  z.array(MonthLine),
  each(earlyMonthLine),
);
export const readMonthWriteBacks = reader<readonly WriteBackOfMonth[]>(
  'changes of a month',
  z.array(MonthWriteBack),
);
