import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
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
import type { ReadLimits } from '../read-limits.ts';
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

/**
 * Where the counts of licences come from, for a document whose lines follow any: `listed` reads every licence once, for
 * work on many documents; `single` reads those that the document names; `none` is for who looks at no quantity.
 */
export type LicenceSource = 'listed' | 'single' | 'none';

/** Beyond so many, listing every licence takes fewer calls than reading each. */
const fewLicences = 10;

const documentShape = z.object({ id, lines: z.array(z.unknown()) });
const recordShape = z.object({ id });
const rawLines = z.object({ lines: z.array(z.record(z.string(), z.unknown())) });
const rawRecord = z.record(z.string(), z.unknown());

/** Reads of one instance: lists whole or failed, documents and licences by their ids. */
export class InvoiceReader {
  readonly #reads: Reads;
  readonly #settings: HaloPsaSettings;
  /** Of this client's life, for readings of many documents; what is written is read again. */
  #licences: Promise<PsaResult<ReadonlyMap<string, Licence>>> | null = null;
  /** Those that were read by their ids; null: there is none of this id. */
  readonly #single = new Map<string, Licence | null>();

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

  /** One customer by its id; null: it is not there. */
  async company(clientId: string, limits: ReadLimits): Promise<PsaResult<PsaCompany | null>> {
    if (!isRecordId(clientId)) return psaFailure('PsaNotFound', message('psas.invalid-id.company'));
    const answer = await this.#reads.read(
      {
        path: `Client/${clientId}`,
        query: { includedetails: 'true' },
        right: rights.customers,
        shape: recordShape.loose(),
      },
      limits,
    );
    if (!answer.ok) return answer.code === 'PsaNotFound' ? { ok: true, value: null } : answer;
    const client = readRow(answer.value.value, clientRecord);
    if (!client.ok || client.value.id === clientId) return client;
    return otherRecord('Client', clientId, client.value.id);
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

  /** A document by its id, with what its lines count. No licence is read where none of its lines follows one. */
  async document(
    agreementId: string,
    limits: ReadLimits,
    source: LicenceSource,
  ): Promise<PsaResult<Document>> {
    const document = await this.#uncounted(agreementId, limits);
    return document.ok ? this.#counted(document.value, source, limits) : document;
  }

  async #uncounted(agreementId: string, limits: ReadLimits): Promise<PsaResult<Document>> {
    if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', message('psas.invalid-id.agreement'));
    const answer = await this.#reads.read(
      {
        path: `RecurringInvoice/${agreementId}`,
        query: { includedetails: 'true' },
        right: rights.invoices,
        shape: documentShape.loose(),
      },
      limits,
    );
    if (answer.ok) return documentOf(answer.value, agreementId, new Map());
    // An agent who opens others and may not open this one: its own trouble, not the credential's.
    return answer.code === 'PsaRightMissing' ? psaFailure('PsaAgreementRejected', answer.detail) : answer;
  }

  async #counted(
    document: Document,
    source: LicenceSource,
    limits: ReadLimits,
  ): Promise<PsaResult<Document>> {
    const ids = [...new Set(document.lines.flatMap(({ follows }) => follows))];
    if (source === 'none' || ids.length === 0) return { ok: true, value: document };
    const licences = source === 'listed' ? await this.licences(limits) : await this.#byId(ids, limits);
    return licences.ok ? document.counting(licences.value) : licences;
  }

  /** These licences, each read once in this client's life; an agent who may list them and open none is given the list. */
  async #byId(ids: readonly string[], limits: ReadLimits): Promise<PsaResult<ReadonlyMap<string, Licence>>> {
    const unread = ids.filter((one) => !this.#single.has(one));
    if (unread.length > fewLicences) return this.licences(limits);
    const read = await Promise.all(
      unread.map(async (one) => ({ id: one, licence: await this.licence(one, limits) })),
    );
    for (const { id: one, licence } of read) {
      if (!licence.ok && licence.code === 'PsaRightMissing') return this.licences(limits);
      if (!licence.ok && licence.code !== 'PsaNotFound') return licence;
      this.#single.set(one, licence.ok ? licence.value.licence : null);
    }
    const known = ids.flatMap((one) => this.#single.get(one) ?? []);
    return { ok: true, value: new Map(known.map((one) => [one.id, one])) };
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
    if (licence.value.id !== licenceId) return otherRecord('SoftwareLicence', licenceId, licence.value.id);
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
    this.#single.clear();
  }

  /**
   * A line in its document, as both stand now; null: the document has no such line.
   *
   * @param expectedLicenceId licence that the line followed before, which is read at the same time
   */
  async lineNow(
    agreementId: string,
    lineId: string,
    limits: ReadLimits,
    expectedLicenceId: string | null = null,
  ): Promise<PsaResult<LineNow | null>> {
    const [document, expected] = await Promise.all([
      this.#uncounted(agreementId, limits),
      expectedLicenceId === null ? null : this.licence(expectedLicenceId, limits),
    ]);
    if (!document.ok) return document;
    const own = document.value.lines.find(({ line }) => line.id === lineId);
    if (own === undefined) return { ok: true, value: null };
    const [licenceId, ...more] = own.follows;
    let raw: LineNow['raw'] = null;
    if (licenceId !== undefined && more.length === 0) {
      const isExpected = licenceId === expectedLicenceId && expected !== null;
      const licence = isExpected ? expected : await this.licence(licenceId, limits);
      if (!licence.ok && licence.code !== 'PsaNotFound') return licence;
      this.#single.set(licenceId, licence.ok ? licence.value.licence : null);
      raw = licence.ok ? licence.value.raw : null;
    }
    const counted = await this.#counted(document.value, 'single', limits);
    if (!counted.ok) return counted;
    const found = counted.value.lines.find(({ line }) => line.id === lineId);
    if (found === undefined) throw new Error('a document read twice lost a line');
    return { ok: true, value: { document: counted.value, found, raw } };
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
    return otherRecord('RecurringInvoice', agreementId, agreement.value.id);
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

const otherRecord = (call: string, id: string, shown: string): PsaFailure =>
  psaFailure('PsaAnswerUnreadable', message('psas.unreadable.other-record', { call, id, shown }));

/** Every line but this one. */
export const othersIn = ({ lines }: Pick<Document, 'lines'>, lineId: string): readonly PsaLine[] =>
  lines.map(({ line }) => line).filter((one) => one.id !== lineId);
