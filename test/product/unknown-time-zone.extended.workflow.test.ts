import { active, body, type Connected, everyLine } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { openNotices } from './sync-observations.ts';
import { decideLine, readyToWrite } from './write-back-steps.ts';

/** A ConnectWise server whose time zone nobody knows: a small scenario of its own (RULES 3). */
describe('a PSA whose time zone is not known', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    await product.control.changePsaServer({ saysTimeZone: 'Mars Standard Time' });
    integration = await active(product);
    await readyToWrite(product, integration);
  });
  afterAll(() => product.close());

  const days = async (): Promise<unknown> =>
    body(await product.client.request('GET', `${integration.path}/status`))['billingDays'];
  /** An increase that nothing holds but, near the end of a month, the unknown day. */
  const changed = async (): Promise<string> =>
    (await everyLine(product, integration)).find(
      ({ kind, flags }) =>
        kind === 'increase' &&
        (flags as { reason: { code: string } }[]).every(
          ({ reason }) => reason.code === 'usage.flag.today-unknown',
        ),
    )!['label'] as string;
  const close = async () => {
    const months = body(await product.client.request('GET', `${integration.path}/months`))['items'];
    const month = (months as { month: string }[]).at(-1)!.month;
    return product.client.request('POST', '/review-months', {
      integrationId: integration.id,
      month,
      whileRunning: true,
    });
  };

  it("shows the days of the MSP's own zone as such, and asks for the billing time zone", async () => {
    const { timeZone } = body(await product.client.request('GET', '/settings'));
    expect(await days()).toEqual({
      timeZone: timeZone as string,
      setBy: 'tenant',
      known: false,
      psaSays: 'Mars Standard Time',
    });
    const notices = await openNotices(product, integration);
    expect(notices.filter(({ code }) => code === 'TimeZoneUnknown')).toMatchObject([
      { severity: 'error', detail: expect.stringContaining('“Mars Standard Time”') as string },
    ]);
  });

  it('approves nothing and closes no month', async () => {
    expect(await decideLine(product, integration, await changed())).toMatchObject({
      outcome: 'rejected',
      code: 'TimeZoneUnknown',
    });
    const answer = await close();
    expect([answer.status, body(answer)['code']]).toEqual([409, 'TimeZoneUnknown']);
  });

  it('goes on as soon as an administrator sets the billing time zone', async () => {
    const label = await changed();
    await product.client.request('PUT', '/settings', { billingTimeZone: 'Asia/Kolkata' });
    expect(await days()).toMatchObject({ timeZone: 'Asia/Kolkata', setBy: 'settings', known: true });
    const notices = await openNotices(product, integration);
    expect(notices.filter(({ code }) => code === 'TimeZoneUnknown')).toEqual([]);
    expect(await decideLine(product, integration, label)).toMatchObject({ outcome: 'approved' });
    expect((await close()).status).toBe(201);
  });
});
