import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DecisionResult } from '../../contracts/api/decisions.ts';
import { LineChangePreview, LinesToEnd, LineToCreate } from '../../contracts/api/line-changes.ts';
import { SyncRunList } from '../../contracts/api/syncs.ts';
import { RevertedLine } from '../../contracts/api/write-backs.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { decide, type Deciding, follow, lineOfCustomer, type Result, written } from './decide.ts';
import { readAgain } from './ledger.ts';
import { type Line, readLines, type Run } from './month.ts';
import { createdBy } from './toured-psa.ts';

/** Two customers without a line get one, a line without seats ends, and one of each is taken back (RULES 16, 17). */
export async function createAndEnd(deciding: Deciding, control: SandboxControl): Promise<void> {
  const { report } = deciding;
  const customer = 'Redwood';
  const created = await create(deciding, customer);
  const ends = await end(deciding);
  // Both wait for a second sync that says the same.
  const { run } = await readAgain(deciding, await newestRun(deciding));
  await follow(deciding, customer, created, 'confirmed');
  await follow(deciding, ends.customer, ends.result, 'confirmed');
  const { createdLineId, psaLineId: marker } = await written(deciding, created);
  report.expect(`${customer}'s line has an ID in the PSA`, createdLineId !== null, true);
  const made = createdBy(await control.requestLog(), marker);
  report.expect('lines with the marker', made.length, 1);
  report.expect(`${customer}'s line`, made[0], createdLineId);
  const again = await readAgain(deciding, run);
  shows(deciding, again.lines, customer, 'match');
  const { billingTarget } = deciding.psa;
  if (billingTarget.by === 'day') {
    // A second change on a day is not sent: once that is posted, the next open period is put right.
    await billingTarget.post(control, [createdLineId ?? '', ends.result.change?.psaLineId ?? '']);
    await readAgain(deciding, again.run);
  }
  await takeBack(deciding, ends.customer, ends.result);
  await takeBack(deciding, customer, created);
}

async function newestRun({ client, setUp }: Deciding): Promise<Pick<Run, 'id'>> {
  const [newest] = (await client.read(`${setUp.path}/syncs`, SyncRunList)).items;
  if (newest === undefined) throw new Error('no sync ran yet');
  return newest;
}

/** With what is suggested, after a look at exactly what is sent. */
async function create(deciding: Deciding, customer: string): Promise<Result> {
  const { client, report } = deciding;
  const line = await lineOfCustomer(deciding, customer);
  const { agreements, products, rejected, units } = await client.read(
    `/usage-lines/${line.id}/line-to-create`,
    LineToCreate,
  );
  report.expect(`${customer} may get a line`, rejected?.message ?? '', '');
  const [product] = products;
  const newLine = {
    agreementId: agreements[0]?.id ?? '',
    productId: product?.id ?? '',
    expectedUnitPrice: product?.unitPrice ?? null,
  };
  const preview = await look(deciding, line, { kind: 'create-line', newLine });
  report.step(message('tour.creates', { sentence: preview.sentence.message }));
  for (const { method, path } of preview.requests) report.note(message('tour.request', { method, path }));
  report.expect('requests are shown', preview.requests.length > 0, true);
  // What was shown is what is approved: another price or count in the meantime rejects it.
  const result = await decide(deciding, customer, { decision: 'create', quantity: units, newLine });
  report.expect(`${customer} is approved`, result.outcome, 'approved');
  return result;
}

/** The line of an account without seats. */
async function end(deciding: Deciding): Promise<{ readonly customer: string; readonly result: Result }> {
  const { client, report } = deciding;
  const line = await orphanOf(deciding);
  const toEnd = await client.read(`/usage-lines/${line.id}/lines-to-end`, LinesToEnd);
  const [first] = toEnd.lines;
  if (first === undefined) throw new Error(`no line of ${line.label} to end`);
  const ending = { psaLineId: first.psaLineId };
  const preview = await look(deciding, line, { kind: 'end-line', line: ending });
  report.step(message('tour.ends', { sentence: preview.sentence.message, why: first.why.message }));
  for (const { method, path } of preview.requests) report.note(message('tour.request', { method, path }));
  const answer = await client.request(
    'POST',
    `/usage-lines/${line.id}/end-line`,
    {
      lineVersion: line.version,
      line: ending,
      customer: toEnd.customer,
      reason: 'the customer has left',
    },
    randomUUID(),
  );
  if (answer.status !== 200) throw new Error(`ending ${line.label}: ${JSON.stringify(answer.body)}`);
  const result = DecisionResult.parse(answer.body);
  report.expect(`the end of ${line.label} is approved`, result.outcome, 'approved');
  return { customer: line.label, result };
}

async function orphanOf({ client, setUp }: Deciding): Promise<Line> {
  const line = (await readLines(client, setUp)).find(({ kind }) => kind === 'orphan');
  if (line === undefined) throw new Error('no line without seats');
  return line;
}

async function look(
  { client }: Deciding,
  { id, version }: Line,
  change: object,
): Promise<z.infer<typeof LineChangePreview>> {
  const answer = await client.request('POST', `/usage-lines/${id}/line-change/preview`, {
    ...change,
    lineVersion: version,
  });
  if (answer.status !== 200) throw new Error(`looking at a change: ${JSON.stringify(answer.body)}`);
  return LineChangePreview.parse(answer.body);
}

function shows({ report }: Deciding, lines: readonly Line[], customer: string, kind: Line['kind']): void {
  const line = lines.find(({ label }) => label.startsWith(customer));
  report.expect(`${customer} after it was created`, line?.kind, kind);
}

/** Before an invoice, what was created is ended again, and what was ended continues. */
async function takeBack(deciding: Deciding, customer: string, result: Result): Promise<void> {
  const { client, report } = deciding;
  const answer = await client.request(
    'POST',
    `/write-backs/${result.approvalId ?? ''}/lines/${result.approvalLineId ?? ''}/revert`,
    { reason: 'shown to a new colleague' },
    randomUUID(),
  );
  if (answer.status >= 300) throw new Error(`reverting ${customer}: ${JSON.stringify(answer.body)}`);
  const { approvalId, approvalLineId, before, after } = RevertedLine.parse(answer.body);
  report.step(message('tour.revert', { customer, before, after }));
  await follow(deciding, `${customer} (revert)`, { ...result, approvalId, approvalLineId }, 'confirmed');
}
