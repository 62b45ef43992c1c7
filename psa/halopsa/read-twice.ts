import { setTimeout as sleep } from 'node:timers/promises';
import { documentDifferences } from '../../domain/write-back/document.ts';
import type { WriteOutcome } from '../port.ts';
import { unknown } from '../write-trouble.ts';
import type { PostedChange } from './change-log.ts';
import type { Document } from './invoice-reader.ts';
import { besideWriting, type WritePath } from './posting.ts';

export type Accepted = Extract<WriteOutcome, { readonly kind: 'accepted' }>;

/**
 * Reads what a post did, now and some seconds later, with what people changed around it by Halo's log.
 *
 * @param document as it was read before the post
 * @param logged the change as the log has it, once the first reading shows it
 */
export async function readTwice(
  path: WritePath,
  document: Document,
  logged: (first: Accepted) => PostedChange,
  readBack: (moment: 'now' | 'later') => Promise<WriteOutcome>,
): Promise<WriteOutcome> {
  const first = await readBack('now');
  if (first.kind !== 'accepted') return first;
  const editsNow = () =>
    path.log.editsSince(document.agreement.id, logged(first), document, besideWriting(path, undefined));
  const edits = await editsNow();
  if (!edits.ok) return unknown(edits);
  await sleep(path.calls.settings.secondReadAfterMs);
  const second = await readBack('later');
  if (second.kind !== 'accepted') return second;
  if (!changedBetween(first, second)) return { ...second, edits: edits.value };
  // What the log did not have yet when it was asked: a person's edit is no fault of the method.
  const later = await editsNow();
  return later.ok ? { ...second, edits: later.value } : unknown(later);
}

/** Whether another line of the document changed from one reading of it to the next. */
const changedBetween = ({ document: first }: Accepted, { document: second }: Accepted): boolean =>
  first !== null && second !== null && documentDifferences(first, second).length > 0;
