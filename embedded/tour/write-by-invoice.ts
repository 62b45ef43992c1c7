import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { ProblemBody } from '../../contracts/api/common.ts';
import { RevertedLine, WriteBackList } from '../../contracts/api/write-backs.ts';
import { createAndEnd } from './create-and-end.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import {
  answerBillingTarget,
  approve,
  decide,
  type Deciding,
  follow,
  lineOfCustomer,
  proposeAndTurnOnWriteBack,
  type Result,
  written,
} from './decide.ts';
import { everythingAgrees, readAgain, shownOf, writtenMatches } from './ledger.ts';
import { checkOpen, type Run } from './month.ts';
import type { TargetsInvoice } from './toured-psa.ts';

/** From approval to the PSA, after act two: who decides what, on which invoice it lands, and what stops it. */
export async function writeByInvoice(
  deciding: Deciding,
  billingTarget: TargetsInvoice,
  control: SandboxControl,
  before: Run,
): Promise<void> {
  await answerBillingTarget(deciding);
  const bluewater = await proposeAndTurnOnWriteBack(deciding, control);
  await sendNow(deciding, bluewater, control);
  const waiting = await waitForInvoice(deciding, billingTarget, control);
  await revert(deciding);
  await invoiceIsMade(deciding, billingTarget, control, waiting);
  await matchesNow(deciding, before);
  await everythingAgrees(deciding, control);
  await createAndEnd(deciding, control);
}

/** Increases, a decrease on the next invoice, a chosen target, a quantity of one's own. */
async function sendNow(deciding: Deciding, bluewater: Result, control: SandboxControl): Promise<void> {
  const { report, psa } = deciding;
  report.step(message('tour.next-invoice'));
  const castellan = await approve(deciding, 'Castellan');
  const quarry = await approve(deciding, 'Quarry Ridge');
  report.expect('Quarry Ridge lands on the next invoice', quarry.change?.billingTarget, 'next-invoice');
  const packs = await approve(deciding, 'Pinecrest');
  report.expect('Pinecrest', `${packs.change?.before ?? ''} → ${packs.change?.after ?? ''}`, '10 → 11');
  const asked = await decide(deciding, 'Summit');
  report.expect('Summit asks for its target', asked.code, 'TargetRequired');
  const [target] = psa
    .linesOf(await control.scenario(), 'Summit Hotels')
    .filter(({ quantity }) => quantity === 60);
  const summit = await approve(deciding, 'Summit', { targetPsaLineId: target?.id ?? '' });
  report.expect('Summit', `${summit.change?.before ?? ''} → ${summit.change?.after ?? ''}`, '60 → 63');
  const held = await decide(deciding, 'Bright Path');
  report.expect('Bright Path is held by its fraction', held.code, 'LineHeld');
  const bright = await approve(deciding, 'Bright Path', {
    decision: 'adjust',
    quantity: 13,
    reason: 'half a seat was a typing mistake',
  });
  const changes: readonly [string, Result][] = [
    ['Bluewater', bluewater],
    ['Castellan', castellan],
    ['Quarry Ridge', quarry],
    ['Summit', summit],
    ['Pinecrest', packs],
    ['Bright Path', bright],
  ];
  for (const [name, result] of changes) await follow(deciding, name, result, 'confirmed');
}

/** Two changes wait for an invoice; a person edits one of the lines, which ends that approval. */
async function waitForInvoice(
  deciding: Deciding,
  billingTarget: TargetsInvoice,
  control: SandboxControl,
): Promise<Result> {
  const { report } = deciding;
  report.step(message('tour.later-invoice'));
  const vista = await approve(deciding, 'Vista', { billingTarget: 'invoice-after' });
  const meridian = await approve(deciding, 'Meridian', { billingTarget: 'invoice-after' });
  const line = await lineOfCustomer(deciding, 'Meridian');
  report.note(
    message('tour.shows', {
      customer: 'Meridian Foods',
      reasons: line.flags.map(({ reason }) => reason.message),
    }),
  );
  report.expect('Meridian waits', line.flags[0]?.flag, 'waiting');
  await billingTarget.setQuantity(control, 'Vista Nonprofit', 36);
  report.step(message('tour.person-edits', { customer: 'Vista', quantity: 36 }));
  await follow(deciding, 'Vista', vista, 'stale');
  report.expect('Meridian still waits', (await written(deciding, meridian)).state, 'queued');
  return meridian;
}

/** Before its invoice is made, a confirmed change can be taken back. */
async function revert(deciding: Deciding): Promise<void> {
  const { client, report } = deciding;
  report.step(message('tour.revert-before-invoice', { customer: 'Fernhill' }));
  const fernhill = await approve(deciding, 'Fernhill');
  await follow(deciding, 'Fernhill', fernhill, 'confirmed');
  const answer = await client.request(
    'POST',
    `/write-backs/${fernhill.approvalId ?? ''}/lines/${fernhill.approvalLineId ?? ''}/revert`,
    { reason: 'the four people leave at the end of the month' },
    randomUUID(),
  );
  const revert = RevertedLine.parse(answer.body);
  report.note(message('tour.revert', { customer: 'Fernhill', before: revert.before, after: revert.after }));
  await follow(
    deciding,
    'Fernhill (revert)',
    { ...fernhill, approvalId: revert.approvalId, approvalLineId: revert.approvalLineId },
    'confirmed',
  );
}

async function invoiceIsMade(
  deciding: Deciding,
  billingTarget: TargetsInvoice,
  control: SandboxControl,
  meridian: Result,
): Promise<void> {
  const { report } = deciding;
  const moved = await billingTarget.makeInvoices(control);
  report.step(
    message('tour.invoices-made', {
      count: moved,
      customer: 'Meridian',
    }),
  );
  await follow(deciding, 'Meridian', meridian, 'confirmed');
}

async function matchesNow(deciding: Deciding, before: Run): Promise<void> {
  const { psa, report } = deciding;
  const { lines } = await readAgain(deciding, before);
  writtenMatches(deciding, lines);
  report.expect('Fernhill, taken back', shownOf(lines, 'Fernhill'), 'increase 23/17');
  report.expect('Vista, edited', shownOf(lines, 'Vista'), 'decrease 33/36');
  checkOpen(lines, psa.figures.still, report);
  await tooLate(deciding);
}

/** The invoice that Castellan's change landed on was made: it is corrected in the PSA, not taken back. */
async function tooLate({ client, report }: Deciding): Promise<void> {
  const castellan = (await client.list('/write-backs?state=confirmed', WriteBackList)).find(({ label }) =>
    label.startsWith('Castellan'),
  );
  const rejected = await client.request(
    'POST',
    `/write-backs/${castellan?.approvalId ?? ''}/lines/${castellan?.id ?? ''}/revert`,
    {},
    randomUUID(),
  );
  report.expect('a revert after the invoice is rejected', rejected.status, 409);
  report.note(
    message('tour.revert-rejected', {
      customer: 'Castellan',
      cause: ProblemBody.parse(rejected.body).title,
    }),
  );
}
