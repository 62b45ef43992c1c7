import { laterThan } from '../halopsa/documents.ts';
import { noteCount } from '../halopsa/licences.ts';
import { recountLines } from '../halopsa/quantities.ts';
import type { HaloInvoice, HaloLine, HaloPsaScenario } from '../halopsa/scenario.ts';
import type { RequestLog } from '../request-log.ts';

/** What people do in HaloPSA in the second act of a scenario; a line that is not there any more is left so. */
export class HaloPeople {
  readonly #halopsa: HaloPsaScenario;
  readonly #requestLog: RequestLog;
  readonly #now: Date;

  constructor(halopsa: HaloPsaScenario, requestLog: RequestLog, now: Date) {
    this.#halopsa = halopsa;
    this.#requestLog = requestLog;
    this.#now = now;
  }

  /** Sets what the line of this product on a client's first document counts: by hand, or the licence that it follows. */
  setQuantity(client: string, product: string, quantity: number): void {
    this.#edit(client, product, (_invoice, line) => {
      const licence = this.#halopsa.licences.find(({ id }) => id === line.sources[0]?.licenceId);
      if (licence === undefined) {
        this.#record('line', line.id, 'qtyOrder', line.qtyOrder, quantity);
        line.qtyOrder = quantity;
        return;
      }
      const before = licence.count;
      this.#record('licence', licence.id, 'count', before, quantity);
      licence.count = quantity;
      noteCount(this.#halopsa, licence, before, this.#now.toISOString());
      for (const { line: counted, before: was } of recountLines(this.#halopsa))
        this.#record('line', counted.id, 'qtyOrder', was, counted.qtyOrder);
    });
  }

  deleteLine(client: string, product: string): void {
    this.#edit(client, product, (invoice, line) => {
      this.#record('line', line.id, '*', { ...line }, null);
      invoice.lines = invoice.lines.filter((one) => one !== line);
    });
  }

  /** The line becomes one of another item, with its words. */
  changeItem(client: string, product: string, other: string): void {
    const item = this.#halopsa.items.find(({ internalReference }) => internalReference === other);
    if (item === undefined) return;
    this.#edit(client, product, (_invoice, line) => {
      this.#record('line', line.id, 'itemId', line.itemId, item.id);
      Object.assign(line, { itemId: item.id, itemCode: other, itemShortDescription: item.name });
    });
  }

  #edit(client: string, product: string, change: (invoice: HaloInvoice, line: HaloLine) => void): void {
    const { clients, invoices } = this.#halopsa;
    const ids = clients.filter(({ name }) => name === client).map(({ id }) => id);
    const invoice = invoices.find(({ clientId }) => ids.includes(clientId));
    const line = invoice?.lines.find(({ itemCode }) => itemCode === product);
    if (invoice === undefined || line === undefined) return;
    change(invoice, line);
    invoice.lastModified = laterThan(invoice.lastModified, this.#now);
  }

  #record(object: 'line' | 'licence', id: number, field: string, before: unknown, after: unknown): void {
    this.#requestLog.change({
      at: this.#now.toISOString(),
      by: 'person',
      object: `halopsa.${object}`,
      id: String(id),
      field,
      before,
      after,
    });
  }
}
