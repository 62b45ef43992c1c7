import type { LineRef } from '../port.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { Document, LineNow } from './invoice-reader.ts';

/**
 * What the reading that a write rests on saw. The write uses it in place of a further reading: no other call may come
 * between the last reading and the request (RULES 6), and each would make a slow instance too slow to be written to.
 */
export class LastReading {
  #line: (LineNow & { readonly ref: LineRef }) | null = null;
  #agreement: Document | null = null;
  #documents = new Map<string, Document>();
  #listed: { readonly companyId: string; readonly agreements: readonly PsaAgreement[] } | null = null;

  /** A new reading begins: nothing of an earlier one is used. */
  begin(): void {
    this.#line = null;
    this.#agreement = null;
    this.#documents = new Map();
    this.#listed = null;
  }

  noteLine(ref: LineRef, line: LineNow | null): void {
    this.#line = line === null ? null : { ...line, ref };
  }

  /** The document that a line is to be created on; null: it is not there. */
  noteAgreement(document: Document | null): void {
    this.#agreement = document;
  }

  noteDocument(agreementId: string, document: Document): void {
    this.#documents.set(agreementId, document);
  }

  noteAgreements(companyId: string, agreements: readonly PsaAgreement[]): void {
    this.#listed = { companyId, agreements };
  }

  /** The line in its document, for one write; null: the last reading was of another line, or a write used it already. */
  takeLine({ agreementId, lineId }: LineRef): LineNow | null {
    const line = this.#line;
    this.#line = null;
    return line?.ref.agreementId === agreementId && line.ref.lineId === lineId ? line : null;
  }

  /** The document, for one write; null: the last reading was of another one, or a write used it already. */
  takeAgreement(agreementId: string): Document | null {
    const document = this.#agreement;
    this.#agreement = null;
    return document?.agreement.id === agreementId ? document : null;
  }

  /** Null: not read. */
  document(agreementId: string): Document | null {
    return this.#documents.get(agreementId) ?? null;
  }

  /** The one licence that a line follows in its document as it was read; null: none, several, or it was not read. */
  licenceOf(agreementId: string, lineId: string): string | null {
    const [licenceId, ...more] =
      this.document(agreementId)?.lines.find(({ line }) => line.id === lineId)?.follows ?? [];
    return more.length === 0 ? (licenceId ?? null) : null;
  }

  /** Every recurring invoice of the customer; null: not read. */
  agreementsOf(companyId: string): readonly PsaAgreement[] | null {
    return this.#listed?.companyId === companyId ? this.#listed.agreements : null;
  }
}
