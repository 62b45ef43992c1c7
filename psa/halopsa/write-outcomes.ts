import { type Message, message } from '../../messages/message.ts';
import type { WriteOutcome } from '../port.ts';
import { rejected } from '../write-trouble.ts';
import { psaFailure } from './failures.ts';
import type { Document } from './invoice-reader.ts';
import { unreadable } from './posting.ts';

export const notChosen = rejected(psaFailure('PsaRejected', message('halopsa.method-not-chosen')));

export const withheld = (detail: Message): WriteOutcome => ({ kind: 'withheld', detail });

/** A licence was answered with another count. */
export const otherCount = (shown: string | null, sent: number): WriteOutcome =>
  unreadable(
    shown === null
      ? message('psas.unreadable.no-quantity', { call: 'SoftwareLicence', sent })
      : message('psas.unreadable.quantity', { call: 'SoftwareLicence', shown, sent }),
  );

/** A recurring invoice says its next invoice itself. */
export const nextInvoiceOf = ({ agreement }: Document) => ({ agreement, parentAgreement: null });
