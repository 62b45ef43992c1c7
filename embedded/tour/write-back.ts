import { randomUUID } from 'node:crypto';
import { ProblemBody } from '../../contracts/api/common.ts';
import { AuditList } from '../../contracts/api/people.ts';
import { SyncStarted } from '../../contracts/api/syncs.ts';
import { RevertedLine, WriteBackList } from '../../contracts/api/write-backs.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { lineOf, linesOf } from '../../sandbox/world-lookup.ts';
import {
  answerLanding,
  approve,
  decide,
  type Deciding,
  follow,
  lineOfCustomer,
  proposeAndArm,
  type Result,
  written,
} from './decide.ts';
import { effectOf, followRun, type Line, readLines, type Run } from './month.ts';
import { waitFor } from './seatwise-client.ts';

/** From approval to ConnectWise, after act two: who decides what, on which invoice it lands, and what stops it. */
export async function writeBack(deciding: Deciding, control: SandboxControl, before: Run): Promise<void> {
  await answerLanding(deciding);
  const bluewater = await proposeAndArm(deciding);
  await sendNow(deciding, bluewater, control);
  const waiting = await waitForInvoice(deciding, control);
  await takeBack(deciding);
  await invoiceIsMade(deciding, control, waiting);
  await readAgain(deciding, before);
  await everythingAgrees(deciding, control);
}

/** Increases, a decrease on the next invoice, a chosen target, a quantity of one's own. */
async function sendNow(deciding: Deciding, bluewater: Result, control: SandboxControl): Promise<void> {
  const { report } = deciding;
  report.step('Approved for the next invoice, each read again, sent once and confirmed:');
  const castellan = await approve(deciding, 'Castellan');
  const quarry = await approve(deciding, 'Quarry Ridge');
  report.expect('Quarry Ridge lands on the next invoice', quarry.change?.lands, 'next-invoice');
  const asked = await decide(deciding, 'Summit');
  report.expect('Summit asks for its target', asked.code, 'TargetRequired');
  const [target] = linesOf(await control.world(), 'Summit Hotels').filter(({ quantity }) => quantity === 60);
  const summit = await approve(deciding, 'Summit', { targetPsaLineId: String(target?.id) });
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
    ['Bright Path', bright],
  ];
  for (const [name, result] of changes) await follow(deciding, name, result, 'confirmed');
}

/** Two changes wait for an invoice; a person edits one of the lines, which ends that approval. */
async function waitForInvoice(deciding: Deciding, control: SandboxControl): Promise<Result> {
  const { report } = deciding;
  report.step('Approved for the invoice after the next: these wait');
  const vista = await approve(deciding, 'Vista', { lands: 'invoice-after' });
  const meridian = await approve(deciding, 'Meridian', { lands: 'invoice-after' });
  const line = await lineOfCustomer(deciding, 'Meridian');
  report.note(`Meridian Foods shows: ${line.flags.map(({ reason }) => reason).join('; ')}`);
  report.expect('Meridian waits', line.flags[0]?.flag, 'waiting');
  await control.changeLine(lineOf(await control.world(), 'Vista Nonprofit').id, { quantity: 36 });
  report.step("A person sets Vista's line to 36 in ConnectWise");
  await follow(deciding, 'Vista', vista, 'stale');
  report.expect('Meridian still waits', (await written(deciding, meridian)).state, 'queued');
  return meridian;
}

/** Before its invoice is made, a confirmed change can be taken back. */
async function takeBack(deciding: Deciding): Promise<void> {
  const { client, report } = deciding;
  report.step('Fernhill: approved, confirmed, and taken back before its invoice is made');
  const fernhill = await approve(deciding, 'Fernhill');
  await follow(deciding, 'Fernhill', fernhill, 'confirmed');
  const answer = await client.request(
    'POST',
    `/write-backs/${fernhill.approvalId ?? ''}/lines/${fernhill.approvalLineId ?? ''}/revert`,
    { reason: 'the four people leave at the end of the month' },
    randomUUID(),
  );
  const revert = RevertedLine.parse(answer.body);
  report.note(`Fernhill: ${revert.before} → ${revert.after}`);
  await follow(
    deciding,
    'Fernhill (revert)',
    { ...fernhill, approvalId: revert.approvalId, approvalLineId: revert.approvalLineId },
    'confirmed',
  );
}

async function invoiceIsMade(deciding: Deciding, control: SandboxControl, meridian: Result): Promise<void> {
  const { report } = deciding;
  const moved = await control.makeInvoice();
  report.step(
    `The invoices are made: ${moved.length} agreements move on. Two readings later Meridian's change is sent`,
  );
  await follow(deciding, 'Meridian', meridian, 'confirmed');
}

async function readAgain(deciding: Deciding, before: Run): Promise<void> {
  const { client, setUp, report } = deciding;
  const started = await client.request('POST', `${setUp.path}/syncs`, { mode: 'full' }, randomUUID());
  SyncStarted.parse(started.body);
  await followRun(client, setUp, before.id, report);
  const lines = await readLines(client, setUp);
  const shown = (name: string): string => figuresOf(lines, name);
  report.step('Duo and ConnectWise are read again: what was written now matches');
  report.expect('Bluewater', shown('Bluewater'), 'match 40/40');
  report.expect('Castellan', shown('Castellan'), 'match 340/340');
  report.expect('Quarry Ridge', shown('Quarry Ridge'), 'match 22/22');
  report.expect('Summit', shown('Summit'), 'match 88/88');
  report.expect('Bright Path', shown('Bright Path'), 'match 13/13');
  report.expect('Meridian', shown('Meridian'), 'match 45/45');
  report.expect('Fernhill, taken back', shown('Fernhill'), 'increase 23/17');
  report.expect('Vista, edited', shown('Vista'), 'decrease 33/36');
  const up = effectOf(lines, 'increase', false);
  const down = effectOf(lines, 'decrease', false);
  report.note(
    `still open: ${up.lines} increases ${(up.cents / 100).toFixed(2)}, ${down.lines} decreases ${(down.cents / 100).toFixed(2)} a month`,
  );
  // Fernhill 24.00, Alder 8.00 and Delta 8.00 a month; Vista (28 − 31) × 4.00.
  report.expect('open increases', `${up.lines} ${up.cents}`, '3 4000');
  report.expect('open decreases', `${down.lines} ${down.cents}`, '1 -1200');
  await tooLate(deciding);
}

/** The invoice that Castellan's change landed on was made: it is corrected in the PSA, not taken back. */
async function tooLate({ client, report }: Deciding): Promise<void> {
  const castellan = (await client.list('/write-backs?state=confirmed', WriteBackList)).find(({ label }) =>
    label.startsWith('Castellan'),
  );
  const refused = await client.request(
    'POST',
    `/write-backs/${castellan?.approvalId ?? ''}/lines/${castellan?.id ?? ''}/revert`,
    {},
    randomUUID(),
  );
  report.expect('a revert after the invoice is refused', refused.status, 409);
  report.note(`taking Castellan's change back is refused: ${ProblemBody.parse(refused.body).title}`);
}

function figuresOf(lines: readonly Line[], name: string): string {
  const line = lines.find(({ label }) => label.startsWith(name));
  return line === undefined
    ? 'no line'
    : `${line.kind} ${line.vendorQuantity ?? ''}/${line.psaQuantity ?? ''}`;
}

/** Ledger, ConnectWise's own journal and ConnectWise as it is now; and the audit of every step. */
async function everythingAgrees({ client, setUp, report }: Deciding, control: SandboxControl): Promise<void> {
  const ledger = await client.list(
    `/write-backs?integration=${setUp.integrationId}&state=confirmed`,
    WriteBackList,
  );
  const changes = ledger.filter(({ decision }) => decision !== 'prove');
  const journal = (await control.journal()).flatMap((entry) =>
    entry.kind === 'change' && entry.by === 'api' && entry.field === 'quantity' ? [entry] : [],
  );
  const told = (rows: readonly string[]): string => [...rows].sort().join(', ');
  report.step(
    `Ledger and journal: ${changes.length} changes confirmed, ${journal.length} made in ConnectWise`,
  );
  report.expect(
    'every confirmed change stands in the journal, and no other',
    told(journal.map(({ id, before, after }) => `${id}: ${String(before)} → ${String(after)}`)),
    told(changes.map(({ psaLineId, before, after }) => `${psaLineId}: ${Number(before)} → ${Number(after)}`)),
  );
  const { additions } = (await control.world()).connectwise;
  const newest = new Map([...changes].reverse().map((change) => [change.psaLineId, change]));
  const differing = [...newest.values()].filter(
    ({ psaLineId, after }) =>
      additions.find(({ id }) => String(id) === psaLineId)?.quantity !== Number(after),
  );
  report.expect('lines that ConnectWise shows otherwise', differing.map(({ label }) => label).join(', '), '');
  const audit = await waitFor('the audit', 10_000, async () => {
    const entries = await client.list(`/audit?integration=${setUp.integrationId}`, AuditList);
    return entries.length === 0 ? null : entries;
  });
  const steps = new Map<string, number>();
  for (const { action } of audit) steps.set(action, (steps.get(action) ?? 0) + 1);
  report.step(`Audit: ${audit.length} entries, each with its actor`);
  report.note(
    [...steps]
      .filter(([action]) => /^(usage-line|write-back|integration)\./u.test(action))
      .map(([action, count]) => `${action} ${count}`)
      .join(', '),
  );
  report.expect('confirmed in the audit', steps.get('write-back.confirmed'), ledger.length);
  report.expect('entries without an actor', audit.filter(({ actor }) => actor.id === '').length, 0);
}
