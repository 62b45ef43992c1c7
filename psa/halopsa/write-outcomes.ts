import { message } from '../../messages/message.ts';
import type { WriteOutcome } from '../port.ts';
import { rejected } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import type { Document } from './invoice-reader.ts';
import { unreadable } from './posting.ts';

export const notChosen = rejected(psaFailure('PsaRejected', message('halopsa.method-not-chosen')));

export const otherQuantity = (call: string, shown: string | null, sent: number): WriteOutcome =>
  unreadable(
    shown === null
      ? message('psas.unreadable.no-quantity', { call, sent })
      : message('psas.unreadable.quantity', { call, shown, sent }),
  );

/** A recurring invoice says its next invoice itself. */
export const nextInvoiceOf = ({ agreement }: Document) => ({ agreement, parentAgreement: null });
