import { makeHaloInvoices } from '../scenarios/halopsa-invoices.ts';
import { halo, now, rowsOf } from './testing/halo-client.ts';

const pages = (page: number, size: number): Record<string, string> => ({
  pageinate: 'true',
  page_no: String(page),
  page_size: String(size),
  order: 'id',
});

describe('signing in', () => {
  it('tells anybody where tokens are given, and answers nothing at a host that is no instance', () => {
    const { raw, halopsa } = halo();
    expect(raw('/api/AuthInfo')).toMatchObject({
      status: 200,
      body: { auth_url: 'https://harborlane.halopsa.test/auth', tenant_id: 'harborlane' },
    });
    Object.assign(halopsa, { host: 'moved.halopsa.test' });
    expect(raw('/api/authinfo', { host: 'harborlane.halopsa.test' })).toMatchObject({ status: 500 });
  });

  it('gives a token for the right credentials, with the scopes that were asked for', () => {
    const { tokenFor, halopsa } = halo();
    const { clientId, clientSecret } = halopsa.applications[0]!;
    const good = { client_id: clientId, client_secret: clientSecret };
    expect(tokenFor({ ...good, scope: 'read:customers' })).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 },
    });
    expect(tokenFor({ ...good, scope: 'all' }, { tenant: 'harborlane' }).status).toBe(200);
    expect(tokenFor({ ...good, client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(tokenFor({ ...good, scope: 'edit:everything' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    expect(tokenFor({ ...good, grant_type: 'password' })).toMatchObject({ status: 400 });
    expect(tokenFor(good, { tenant: 'somebody' })).toMatchObject({ body: { error: 'invalid_request' } });
  });

  it('answers 401 without a token, with a made-up one, after its time, and after all were ended', () => {
    const { api, tokenOf, clock, halopsa } = halo();
    const headers = { authorization: `Bearer ${tokenOf()}` };
    expect(api('/Client', { headers }).status).toBe(200);
    expect(api('/Client', { headers: { authorization: undefined } }).status).toBe(401);
    expect(api('/Client', { headers: { authorization: `${headers.authorization}x` } }).status).toBe(401);
    halopsa.tokenGeneration += 1;
    expect(api('/Client', { headers }).status).toBe(401);
    const fresh = { authorization: `Bearer ${tokenOf()}` };
    clock.now = new Date(now.getTime() + 3_600_001);
    expect(api('/Client', { headers: fresh }).status).toBe(401);
  });

  it('rejects what no scope covers with 403, and what the agent may not open with 401 while the list works', () => {
    const { api, halopsa, billedTo } = halo();
    expect(api('/Client', { application: 3 }).status).toBe(200);
    expect(api('/RecurringInvoice', { application: 3 })).toMatchObject({ status: 403, body: 'Forbidden' });
    const { invoice } = billedTo('Bluewater Dental');
    halopsa.applications[0]!.rights.invoices = false;
    expect(api('/RecurringInvoice').status).toBe(200);
    expect(api(`/RecurringInvoice/${invoice.id}`).status).toBe(401);
  });

  it('rejects more than so many calls in any five minutes, with words and no date', () => {
    const { raw, clock, halopsa } = halo();
    halopsa.switches.callsPerFiveMinutes = 3;
    const ask = () => raw('/api/authinfo');
    expect([ask(), ask(), ask(), ask()].map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(ask()).toMatchObject({ body: expect.stringContaining('3 requests') as string });
    clock.now = new Date(now.getTime() + 300_001);
    expect(ask().status).toBe(200);
  });
});

describe('reading', () => {
  it('has the same customers, documents, lines and items as the ConnectWise of its scenario', () => {
    const { scenario, halopsa } = halo();
    const { companies, agreements, additions, products } = scenario.connectwise;
    expect(halopsa.clients.map(({ id, name }) => [id, name])).toEqual(
      companies.map(({ id, name }) => [id, name]),
    );
    expect(halopsa.clients).toHaveLength(250);
    expect(halopsa.invoices.map(({ id }) => id)).toEqual(agreements.map(({ id }) => -id));
    const lines = halopsa.invoices.flatMap((invoice) => invoice.lines);
    expect(lines.map(({ id }) => id).sort()).toEqual(additions.map(({ id }) => id).sort());
    expect(halopsa.items).toHaveLength(products.length);
  });

  it('counts on each line what the same line of ConnectWise says, by hand or by what it follows', () => {
    const { scenario, halopsa } = halo();
    const counts = halopsa.invoices.flatMap(({ lines }) =>
      lines.map(({ id, quantityType, qtyOrder, sources: [source] }) => {
        const licence = halopsa.licences.find((one) => one.id === source?.licenceId);
        return [id, quantityType === 0 ? qtyOrder : (licence?.count ?? source?.counted)];
      }),
    );
    const quantities = scenario.connectwise.additions.map(({ id, quantity }) => [id, quantity]);
    expect(new Map(counts as [number, number][])).toEqual(new Map(quantities as [number, number][]));
    expect(new Set(halopsa.invoices.flatMap(({ lines }) => lines.map((one) => one.quantityType)))).toEqual(
      new Set([0, 1, 2, 3, 4]),
    );
  });

  it('gives pages with the number of all rows, and none beyond the last', () => {
    const { api } = halo();
    const first = api('/Client', { query: { ...pages(1, 100), includeinactive: 'true' } });
    expect(first.body).toMatchObject({ record_count: 250, page_no: 1, page_size: 100 });
    const ids = [1, 2, 3, 4].map((page) =>
      rowsOf(api('/Client', { query: { ...pages(page, 100), includeinactive: 'true' } }), 'clients').map(
        (one) => one['id'],
      ),
    );
    expect(ids.map((page) => page.length)).toEqual([100, 100, 50, 0]);
    expect(new Set(ids.flat()).size).toBe(250);
  });

  it('gives fewer rows a page than were asked for where it is told to, and inactive rows only on demand', () => {
    const { api, halopsa } = halo();
    halopsa.switches.largestPage = 7;
    expect(rowsOf(api('/Item', { query: pages(1, 100) }), 'items')).toHaveLength(7);
    halopsa.switches.largestPage = null;
    const names = (query: Record<string, string>) =>
      rowsOf(api('/Item', { query }), 'items').map((one) => one['internalreference']);
    expect(names({})).not.toContain('DUO-ESS-OLD');
    expect(names({ includeactive: 'false', includeinactive: 'true' })).toEqual(['DUO-ESS-OLD']);
  });

  it('writes a document with its line by hand as halopsa.md 5 shows it, under a negative id', () => {
    const { billedTo, document } = halo();
    const { invoice, line } = billedTo('Bluewater Dental');
    expect(invoice.id).toBeLessThan(0);
    const whole = document(invoice.id);
    expect(whole).toMatchObject({
      id: invoice.id,
      disabled: false,
      period: 2,
      nextcreationdate: '2025-12-01T00:00:00',
      enddate: '0001-01-01T00:00:00',
      is_recurring_invoice: true,
    });
    expect(whole.lines.find(({ id }) => id === line.id)).toMatchObject({
      ihid: invoice.id,
      item_code: 'DUO-ESS',
      qty_order: 30,
      unit_price: 4,
      recurring_invoice_quantity_type: 0,
      _is_calculated_line: false,
      quantity_licences: [],
      prorata_data: [],
    });
  });

  it('counts a line by its licence, less what is free and at least the minimum', () => {
    const { billedTo, document, halopsa, api } = halo();
    const { invoice, line } = billedTo('Vista Nonprofit');
    const licence = halopsa.licences.find(({ id }) => id === line.sources[0]?.licenceId)!;
    expect(licence.count).toBe(30);
    expect(document(invoice.id).lines.find(({ id }) => id === line.id)).toMatchObject({
      qty_order: 25,
      recurring_invoice_quantity_type: 1,
      quantity_licences: [{ licence_id: licence.id, qty_free: 5, minimum_qty: 0 }],
    });
    line.sources[0]!.minimumQty = 40;
    expect(api('/SoftwareLicence', { body: [{ ...licenceBody(api, licence.id), count: 31 }] }).status).toBe(
      201,
    );
    expect(line.qtyOrder).toBe(40);
  });

  it('lists documents without their lines unless they are asked for, and never opens a closed one', () => {
    const { api, billedTo } = halo();
    const { invoice } = billedTo('Bluewater Dental');
    const [row] = rowsOf(
      api('/RecurringInvoice', { query: { client_id: String(invoice.clientId) } }),
      'invoices',
    );
    expect(row).not.toHaveProperty('lines');
    const [withLines] = rowsOf(
      api('/RecurringInvoice', { query: { client_id: String(invoice.clientId), includelines: 'true' } }),
      'invoices',
    );
    expect(withLines).toHaveProperty('lines');
    invoice.restricted = true;
    expect(api(`/RecurringInvoice/${invoice.id}`).status).toBe(401);
  });

  it('loses, repeats and stands on pages under the faults of paging, with the right number of rows', () => {
    const { api } = halo();
    const ids = (kind: 'lost-page' | 'repeated-page' | 'standing-offset', page: number) => {
      const answer = api('/Item', { query: pages(page, 5), paging: { kind } });
      expect(answer.body).toMatchObject({ record_count: 39 });
      return rowsOf(answer, 'items').map((one) => one['id']);
    };
    const page = (nth: number) =>
      rowsOf(api('/Item', { query: pages(nth, 5) }), 'items').map((one) => one['id']);
    expect(ids('lost-page', 2)).toEqual(page(3));
    expect(ids('repeated-page', 2)).toEqual(page(1));
    expect(ids('standing-offset', 3)).toEqual(page(1));
  });
});

type Api = ReturnType<typeof halo>['api'];
const licenceBody = (api: Api, id: number) => api(`/SoftwareLicence/${id}`).body as Record<string, unknown>;

describe('writing', () => {
  it('takes the whole document, changes what differs, and logs that alone', () => {
    const { api, billedTo, document, requestLog } = halo();
    const { invoice, line } = billedTo('Bluewater Dental');
    const before = invoice.lastModified;
    const { lines } = document(invoice.id);
    const wanted = lines.map((one) => (one['id'] === line.id ? { ...one, qty_order: 44 } : one));
    const answer = api('/RecurringInvoice', { body: [{ id: invoice.id, lines: wanted }] });
    expect(answer).toMatchObject({ status: 201, body: { id: invoice.id } });
    expect(billedTo('Bluewater Dental').line.qtyOrder).toBe(44);
    expect(requestLog.after(0)).toMatchObject([
      { by: 'api', object: 'halopsa.line', id: String(line.id), field: 'qtyOrder', before: 30, after: 44 },
    ]);
    expect(invoice.lastModified > before).toBe(true);
  });

  it('loses lines and fields that a document leaves out, or keeps them where it is told to', () => {
    for (const documentPost of ['loses', 'keeps'] as const) {
      const { api, billedTo, document, halopsa } = halo();
      halopsa.switches.documentPost = documentPost;
      const { invoice, line } = billedTo('Bluewater Dental');
      const count = invoice.lines.length;
      const [first] = document(invoice.id).lines;
      const short = { ...first };
      delete short['tax_code'];
      api('/RecurringInvoice', { body: [{ id: invoice.id, lines: [{ ...short, qty_order: 31 }] }] });
      expect(invoice.lines).toHaveLength(documentPost === 'loses' ? 1 : count);
      expect(billedTo('Bluewater Dental').line).toMatchObject({
        id: line.id,
        qtyOrder: 31,
        taxCode: documentPost === 'loses' ? '' : '1',
      });
    }
  });

  it('overwrites what a person changed on another line with what an old document says', () => {
    const { api, billedTo, document } = halo();
    const { invoice } = billedTo('Bluewater Dental');
    const { lines } = document(invoice.id);
    const neighbor = invoice.lines[1]!;
    const old = neighbor.unitPrice;
    neighbor.unitPrice = old + 1;
    api('/RecurringInvoice', { body: [{ id: invoice.id, lines }] });
    expect(invoice.lines[1]!.unitPrice).toBe(old);
  });

  it('changes one line alone, or its neighbors’ prices too, or nothing, as it is told to', () => {
    for (const narrowLine of ['sound', 'reprices-neighbors', 'ignored'] as const) {
      const { api, billedTo, document, halopsa } = halo();
      halopsa.switches.narrowLine = narrowLine;
      const { invoice, line } = billedTo('Bluewater Dental');
      invoice.lines[1]!.unitPrice = 1_000;
      const sent = document(invoice.id).lines.find(({ id }) => id === line.id)!;
      const answer = api('/RecurringInvoice/updatelines', { body: [{ ...sent, qty_order: 45 }] });
      expect(answer.status).toBe(201);
      expect(billedTo('Bluewater Dental').line.qtyOrder).toBe(narrowLine === 'ignored' ? 30 : 45);
      expect(invoice.lines[1]!.unitPrice === 1_000).toBe(narrowLine !== 'reprices-neighbors');
    }
  });

  it('never sets a counted line, by whichever way', () => {
    const { api, billedTo, document } = halo();
    const { invoice, line } = billedTo('Vista Nonprofit');
    const sent = document(invoice.id).lines.find(({ id }) => id === line.id)!;
    api('/RecurringInvoice/updatelines', { body: [{ ...sent, qty_order: 99 }] });
    expect(billedTo('Vista Nonprofit').line.qtyOrder).toBe(25);
  });

  it('takes the count of a licence, clears what was left out, and writes its history', () => {
    const { api, billedTo, halopsa } = halo();
    const { line } = billedTo('Vista Nonprofit');
    const licence = halopsa.licences.find(({ id }) => id === line.sources[0]?.licenceId)!;
    api('/SoftwareLicence', { body: [{ ...licenceBody(api, licence.id), count: 33 }] });
    expect(licence).toMatchObject({ count: 33, notes: 'Counted for the recurring invoice.' });
    expect(line.qtyOrder).toBe(28);
    const history = rowsOf(api('/LicenceChange', { query: { licence_id: String(licence.id) } }), 'changes');
    expect(history).toMatchObject([{ old_count: 30, new_count: 33 }]);
    api('/SoftwareLicence', { body: [{ id: licence.id, count: 34 }] });
    expect(licence).toMatchObject({ count: 34, notes: '', productSku: '' });
  });

  it('lets a counted line follow later where it is told to', () => {
    const { api, billedTo, halopsa } = halo();
    halopsa.switches.recount = 'later';
    const { line } = billedTo('Vista Nonprofit');
    const id = line.sources[0]!.licenceId;
    api('/SoftwareLicence', { body: [{ ...licenceBody(api, id), count: 33 }] });
    expect(line.qtyOrder).toBe(25);
  });

  it('adds a change within the period to the line when the next invoice is made', () => {
    const { billedTo, document, halopsa } = halo();
    const { invoice, line } = billedTo('Bluewater Dental');
    line.proRata.push({ id: 1, date: '2025-11-16', quantity: 2, unitPrice: 4, isInvoiced: false });
    expect(document(invoice.id).lines.find(({ id }) => id === line.id)).toMatchObject({
      qty_order: 30,
      prorata_data: [{ date: '2025-11-16T00:00:00', quantity: 2, isinvoiced: false }],
    });
    makeHaloInvoices(halopsa, undefined, now);
    expect(line).toMatchObject({ qtyOrder: 32, proRata: [] });
    expect(invoice).toMatchObject({ nextCreationDate: '2026-01-01', lastCreated: '2025-12-01' });
  });

  it.each([
    ['no array', { id: 1 }, 400],
    ['an empty array', [], 400],
    ['a document that is not there', [{ id: -1, lines: [] }], 404],
    ['a new document', [{ client_id: 1001, lines: [] }], 404],
    ['a line that the document does not know', [{ id: -401, lines: [{ id: 1 }] }], 400],
    ['a quantity that is text', [{ id: -401, lines: [{ id: 9001, qty_order: '7' }] }], 400],
  ])('rejects %s and changes nothing', (_what, body, status) => {
    const { api, requestLog, halopsa } = halo();
    const before = structuredClone(halopsa.invoices);
    expect(api('/RecurringInvoice', { body }).status).toBe(status);
    expect(halopsa.invoices).toEqual(before);
    expect(requestLog.after(0)).toEqual([]);
  });

  it('refuses to write without the scope (403) and without the right (401), and knows no other verb', () => {
    const { api, billedTo, document } = halo();
    const { invoice } = billedTo('Bluewater Dental');
    const body = [{ id: invoice.id, lines: document(invoice.id).lines }];
    expect(api('/RecurringInvoice', { body, application: 2 }).status).toBe(403);
    expect(api('/RecurringInvoice', { body, application: 1 }).status).toBe(401);
    expect(api(`/RecurringInvoice/${invoice.id}`, { method: 'DELETE' }).status).toBe(405);
    expect(api('/RecurringInvoice/process', { body: [invoice.id] }).status).toBe(405);
  });
});
