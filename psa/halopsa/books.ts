import { z } from 'zod';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import { id, isRecordId } from './fields.ts';
import { linesOf, type DocumentLine } from './lines.ts';
import { readWholeList, type List } from './lists.ts';
import {
  agreementRecord,
  clientRecord,
  itemRecord,
  licenceRecord,
  readRow,
  type Licence,
} from './records.ts';
import type { ReadLimits } from '../waiting.ts';
import type { Answer, Reads } from './reads.ts';
import { rights } from './rights.ts';
import type { HaloPsaSettings } from './settings.ts';

/** A recurring invoice as a whole. */
export interface Document {
  readonly agreement: PsaAgreement;
  readonly lines: readonly DocumentLine[];
  /** Its lines as they can be posted back. */
  readonly raw: readonly Readonly<Record<string, unknown>>[];
  /** The same with what other licences count. */
  readonly counting: (licences: ReadonlyMap<string, Licence>) => PsaResult<Document>;
}

/** A line with its document; `raw`: the licence that it follows, as it can be posted back. */
export interface LineNow {
  readonly document: Document;
  readonly found: DocumentLine;
  readonly raw: Readonly<Record<string, unknown>> | null;
}

const documentShape = z.object({ id, lines: z.array(z.unknown()) });
const recordShape = z.object({ id });
const rawLines = z.object({ lines: z.array(z.record(z.string(), z.unknown())) });
const rawRecord = z.record(z.string(), z.unknown());

/** Reads of one instance: lists whole or failed, documents and licences by their ids. */
export class Books {
  readonly #reads: Reads;
  readonly #settings: HaloPsaSettings;
  /** Of this client's life, for readings of many documents; what is written is read anew. */
  #licences: Promise<PsaResult<ReadonlyMap<string, Licence>>> | null = null;

  constructor(reads: Reads, settings: HaloPsaSettings) {
    this.#reads = reads;
    this.#settings = settings;
  }

  companies(limits: ReadLimits): Promise<PsaResult<readonly PsaCompany[]>> {
    const query = { includeactive: 'true', includeinactive: 'true' };
    return this.#whole(
      { path: 'Client', key: 'clients', query, right: rights.customers, record: clientRecord },
      limits,
    );
  }

  /** Every one, or those of one customer. */
  agreements(clientId: string | null, limits: ReadLimits): Promise<PsaResult<readonly PsaAgreement[]>> {
    const query: Record<string, string> = clientId === null ? {} : { client_id: clientId };
    return this.#whole(
      { path: 'RecurringInvoice', key: 'invoices', query, right: rights.invoices, record: agreementRecord },
      limits,
    );
  }

  /** A row does not say whether it is inactive: the active ones are asked for, and the others (halopsa.md 4.2). */
  async products(limits: ReadLimits): Promise<PsaResult<readonly PsaProduct[]>> {
    const ask = (inactive: boolean) =>
      this.#whole(
        {
          path: 'Item',
          key: 'items',
          query: { includeactive: String(!inactive), includeinactive: String(inactive) },
          right: rights.items,
          record: itemRecord(inactive),
        },
        limits,
      );
    const active = await ask(false);
    if (!active.ok) return active;
    const others = await ask(true);
    if (!others.ok) return others;
    const known = new Set(active.value.map((item) => item.id));
    return { ok: true, value: [...active.value, ...others.value.filter((item) => !known.has(item.id))] };
  }

  /** A document by its id, with what its lines count; `licences`: those that are known. */
  async document(
    agreementId: string,
    limits: ReadLimits,
    licences: ReadonlyMap<string, Licence>,
  ): Promise<PsaResult<Document>> {
    if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', 'not the id of a recurring invoice');
    const answer = await this.#reads.read(
      {
        path: `RecurringInvoice/${agreementId}`,
        query: { includedetails: 'true' },
        right: rights.invoices,
        shape: documentShape.loose(),
      },
      limits,
    );
    return answer.ok ? documentOf(answer.value, agreementId, licences) : answer;
  }

  /** A licence by its id, and as it can be posted back. */
  async licence(
    licenceId: string,
    limits: ReadLimits,
  ): Promise<PsaResult<{ readonly licence: Licence; readonly raw: Readonly<Record<string, unknown>> }>> {
    const answer = await this.#reads.read(
      {
        path: `SoftwareLicence/${licenceId}`,
        query: { includedetails: 'true' },
        right: rights.licences,
        shape: recordShape.loose(),
      },
      limits,
    );
    if (!answer.ok) return answer;
    const licence = readRow(answer.value.value, licenceRecord);
    if (!licence.ok) return licence;
    if (licence.value.id !== licenceId)
      return psaFailure(
        'PsaAnswerUnreadable',
        `licence ${licenceId}: the answer is about ${licence.value.id}`,
      );
    return { ok: true, value: { licence: licence.value, raw: rawRecord.parse(answer.value.raw) } };
  }

  /** Every licence, asked for once in this client's life; a list that failed is asked for again. */
  async licences(limits: ReadLimits): Promise<PsaResult<ReadonlyMap<string, Licence>>> {
    for (;;) {
      this.#licences ??= this.#listLicences(limits);
      const asked = this.#licences;
      const listed = await asked.catch(() => null);
      if (listed?.ok !== true && this.#licences === asked) this.#licences = null;
      if (listed !== null) return listed;
      // The caller that began it has stopped; this one asks itself, unless it has as well.
      limits.signal?.throwIfAborted();
    }
  }

  async #listLicences(limits: ReadLimits): Promise<PsaResult<ReadonlyMap<string, Licence>>> {
    const list: List<Licence> = {
      path: 'SoftwareLicence',
      key: 'licences',
      query: { includeinactive: 'true' },
      right: rights.licences,
      record: licenceRecord,
    };
    const listed = await this.#whole(list, limits);
    return listed.ok ? { ok: true, value: new Map(listed.value.map((one) => [one.id, one])) } : listed;
  }

  /** What is written next must rest on what is counted now. */
  forgetLicences(): void {
    this.#licences = null;
  }

  /** A line in its document, as both stand now; null: the document has no such line. */
  async lineNow(agreementId: string, lineId: string, limits: ReadLimits): Promise<PsaResult<LineNow | null>> {
    const licences = await this.licences(limits);
    if (!licences.ok) return licences;
    const document = await this.document(agreementId, limits, licences.value);
    if (!document.ok) return document;
    const found = document.value.lines.find(({ line }) => line.id === lineId);
    if (found === undefined) return { ok: true, value: null };
    const [licenceId, ...more] = found.follows;
    if (licenceId === undefined || more.length > 0)
      return { ok: true, value: { document: document.value, found, raw: null } };
    const licence = await this.licence(licenceId, limits);
    if (!licence.ok && licence.code !== 'PsaNotFound') return licence;
    const now = new Map(licences.value);
    if (licence.ok) now.set(licenceId, licence.value.licence);
    else now.delete(licenceId);
    const counted = document.value.counting(now);
    if (!counted.ok) return counted;
    const again = counted.value.lines.find(({ line }) => line.id === lineId);
    if (again === undefined) throw new Error('a document read twice lost a line');
    return {
      ok: true,
      value: { document: counted.value, found: again, raw: licence.ok ? licence.value.raw : null },
    };
  }

  #whole<T extends { readonly id: string }>(
    list: List<T>,
    limits: ReadLimits,
  ): Promise<PsaResult<readonly T[]>> {
    return readWholeList(this.#reads, list, this.#settings, limits);
  }
}

function documentOf(
  answer: Answer<z.output<typeof documentShape>>,
  agreementId: string,
  licences: ReadonlyMap<string, Licence>,
): PsaResult<Document> {
  const { value, raw } = answer;
  const agreement = readRow(value, agreementRecord);
  if (!agreement.ok) return agreement;
  if (agreement.value.id !== agreementId)
    return psaFailure(
      'PsaAnswerUnreadable',
      `recurring invoice ${agreementId}: the answer is about ${agreement.value.id}`,
    );
  const lines = linesOf(value.lines, agreement.value, licences);
  if (!lines.ok) return lines;
  return {
    ok: true,
    value: {
      agreement: agreement.value,
      lines: lines.value,
      raw: rawLines.parse(raw).lines,
      counting: (others) => documentOf(answer, agreementId, others),
    },
  };
}

/** Every line but this one. */
export const othersIn = ({ lines }: Pick<Document, 'lines'>, lineId: string): readonly PsaLine[] =>
  lines.map(({ line }) => line).filter((one) => one.id !== lineId);
