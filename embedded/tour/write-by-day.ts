import { asWritten, message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { ProblemBody } from '../../contracts/api/common.ts';
import { RevertedLine } from '../../contracts/api/write-backs.ts';
import { createAndEnd } from './create-and-end.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import {
  approve,
  decide,
  type Deciding,
  follow,
  proposeAndTurnOnWriteBack,
  proven,
  type Result,
} from './decide.ts';
import { everythingAgrees, readAgain, shownOf, writtenMatches } from './ledger.ts';
import { checkOpen, type Run } from './month.ts';
import type { TargetsDay } from './toured-psa.ts';

/** From approval to the PSA, after act two, where every change is a difference from a day on. */
export async function writeByDay(
  deciding: Deciding,
  billingTarget: TargetsDay,
  control: SandboxControl,
  before: Run,
): Promise<void> {
  const bluewater = await proposeAndTurnOnWriteBack(deciding, control);
  const fernhill = await sendFromDays(deciding, bluewater, control);
  const posted = await readWhenPosted(deciding, billingTarget, control, before);
  await revert(deciding, fernhill, posted);
  await everythingAgrees(deciding, control);
  await createAndEnd(deciding, control);
}

/** One proves the connection, the others wait until it reads back; a decrease, a chosen target, whole units. */
async function sendFromDays(deciding: Deciding, bluewater: Result, control: SandboxControl): Promise<Result> {
  const { report, psa } = deciding;
  report.step(message('tour.from-next-period'));
  report.expect('Bluewater acts on a day', bluewater.change?.billingTarget, 'next-period');
  const castellan = await approve(deciding, 'Castellan');
  const quarry = await approve(deciding, 'Quarry Ridge');
  const meridian = await approve(deciding, 'Meridian');
  const bright = await approve(deciding, 'Bright Path');
  const fernhill = await approve(deciding, 'Fernhill');
  const packs = await approve(deciding, 'Pinecrest');
  report.expect('Pinecrest', `${packs.change?.before ?? ''} → ${packs.change?.after ?? ''}`, '10 → 11');
  const asked = await decide(deciding, 'Summit');
  report.expect('Summit asks for its target', asked.code, 'TargetRequired');
  const [target] = psa
    .linesOf(await control.scenario(), 'Summit Hotels')
    .filter(({ quantity }) => quantity === 60);
  const summit = await approve(deciding, 'Summit', { targetPsaLineId: target?.id ?? '' });
  report.expect('Summit', `${summit.change?.before ?? ''} → ${summit.change?.after ?? ''}`, '60 → 63');
  await follow(deciding, 'Bluewater', bluewater, 'confirmed');
  await proven(deciding);
  report.step(message('tour.proven', { customer: 'Bluewater' }));
  const changes: readonly [string, Result][] = [
    ['Castellan', castellan],
    ['Quarry Ridge', quarry],
    ['Meridian', meridian],
    ['Bright Path', bright],
    ['Fernhill', fernhill],
    ['Summit', summit],
    ['Pinecrest', packs],
  ];
  for (const [name, result] of changes) await follow(deciding, name, result, 'confirmed');
  return fernhill;
}

const revertOf = ({ client }: Deciding, { approvalId, approvalLineId }: Result) =>
  client.request(
    'POST',
    `/write-backs/${approvalId ?? ''}/lines/${approvalLineId ?? ''}/revert`,
    { reason: 'the four people leave at the end of the month' },
    randomUUID(),
  );

async function readWhenPosted(
  deciding: Deciding,
  billingTarget: TargetsDay,
  control: SandboxControl,
  before: Run,
): Promise<Run> {
  const { psa, report } = deciding;
  const written = psa.written(await control.requestLog(), await control.scenario());
  const posted = await billingTarget.post(
    control,
    written.map(({ psaLineId }) => psaLineId),
  );
  report.step(message('tour.posted', { count: posted }));
  const { run, lines } = await readAgain(deciding, before);
  writtenMatches(deciding, lines);
  report.expect('Fernhill', shownOf(lines, 'Fernhill'), 'match 23/23');
  return run;
}

/** A second change on its own day is not sent; once that is posted, the next open period is put right. */
async function revert(deciding: Deciding, fernhill: Result, before: Run): Promise<void> {
  const { psa, report } = deciding;
  const answer = await revertOf(deciding, fernhill);
  report.expect('the revert is taken', answer.status < 300, true);
  if (answer.status >= 300) {
    report.note(asWritten(ProblemBody.parse(answer.body).title));
    return;
  }
  const revert = RevertedLine.parse(answer.body);
  report.step(message('tour.reverted', { customer: 'Fernhill', before: revert.before, after: revert.after }));
  const { approvalId, approvalLineId } = revert;
  await follow(deciding, 'Fernhill (revert)', { ...fernhill, approvalId, approvalLineId }, 'confirmed');
  const { lines } = await readAgain(deciding, before);
  report.expect('Fernhill, taken back', shownOf(lines, 'Fernhill'), 'increase 23/17');
  report.expect('Vista, edited', shownOf(lines, 'Vista'), 'decrease 33/35');
  checkOpen(lines, psa.figures.still, report);
}
