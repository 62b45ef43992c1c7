import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { AgreementTypeList, ArmedAnswer, DecisionAnswer } from '../../contracts/api/decisions.ts';
import { WriteBackDetail, type WriteBackLine } from '../../contracts/api/write-backs.ts';
import { type Line, readLines } from './month.ts';
import type { Report } from './report.ts';
import { type SeatwiseClient, waitFor } from './seatwise-client.ts';
import type { SetUp } from './set-up.ts';

export type Result = z.infer<typeof DecisionAnswer>['items'][number];
export type Written = z.infer<typeof WriteBackLine>;

export interface Deciding {
  readonly client: SeatwiseClient;
  readonly setUp: SetUp;
  readonly report: Report;
}

export interface Wish {
  readonly decision?: 'approve' | 'adjust';
  readonly quantity?: number;
  readonly lands?: 'next-invoice' | 'invoice-after';
  readonly targetPsaLineId?: string;
  readonly reason?: string;
}

/** The usage line of a customer, as it stands now. */
export async function lineOfCustomer({ client, setUp }: Deciding, name: string): Promise<Line> {
  const line = (await readLines(client, setUp)).find(({ label }) => label.startsWith(name));
  if (line === undefined) throw new Error(`no usage line of ${name}`);
  return line;
}

/** Decides one line by what it shows now. */
export async function decide(deciding: Deciding, name: string, wish: Wish = {}): Promise<Result> {
  const line = await lineOfCustomer(deciding, name);
  const answer = await deciding.client.request(
    'POST',
    '/usage-lines/decisions',
    {
      selection: 'ticked',
      items: [{ usageLineId: line.id, lineVersion: line.version, decision: 'approve', ...wish }],
    },
    randomUUID(),
  );
  if (answer.status !== 200) throw new Error(`deciding ${name}: ${JSON.stringify(answer.body)}`);
  const [result] = DecisionAnswer.parse(answer.body).items;
  if (result === undefined) throw new Error(`deciding ${name} gave no answer`);
  return result;
}

/** Approves, and says so in one line. */
export async function approve(deciding: Deciding, name: string, wish: Wish = {}): Promise<Result> {
  const result = await decide(deciding, name, wish);
  deciding.report.expect(`${name} is approved`, result.outcome, 'approved');
  const { change } = result;
  deciding.report.note(
    change === null
      ? `${name}: ${result.code ?? ''} ${result.detail ?? ''}`
      : `${name}: ${change.before} → ${change.after}, ${change.lands === 'next-invoice' ? 'invoice of' : 'after the invoice of'} ${change.invoiceDate}`,
  );
  return result;
}

/** An approved change as it stands in the ledger. */
export async function written(
  { client }: Deciding,
  { approvalId, approvalLineId }: Result,
): Promise<Written> {
  if (approvalId === null) throw new Error('nothing was approved');
  const detail = await client.read(`/write-backs/${approvalId}`, WriteBackDetail);
  const line = detail.lines.find(({ id }) => id === approvalLineId);
  if (line === undefined) throw new Error(`approval ${approvalId} lost its line`);
  return line;
}

const onTheirWay: readonly string[] = ['queued', 'sending', 'unknown'];

/** Follows a change to its end and compares the end. */
export async function follow(
  deciding: Deciding,
  name: string,
  result: Result,
  wanted: Written['state'],
): Promise<void> {
  const line = await waitFor(`the end of ${name}'s change`, 30_000, async () => {
    const now = await written(deciding, result);
    return onTheirWay.includes(now.state) ? null : now;
  });
  deciding.report.expect(`${name}'s change ends`, line.state, wanted);
  if (line.cause !== null) deciding.report.note(`${name}: ${line.state}, ${line.cause.detail}`);
}

/** Without an answer how a type is billed nothing can be approved; one answer for each type. */
export async function answerLanding(deciding: Deciding): Promise<void> {
  const { client, setUp, report } = deciding;
  const refused = await decide(deciding, 'Bluewater');
  report.step(`Approving asks first: ${refused.title ?? refused.outcome}`);
  report.expect('the landing question is asked', refused.code, 'LandingNotSet');
  const types = await client.read(`${setUp.path}/agreement-types`, AgreementTypeList);
  for (const { typeId, name, suggestion } of types.items) {
    const billsIn = suggestion ?? 'advance';
    const answer = await client.request('PUT', `${setUp.path}/agreement-types/${typeId}/landing`, {
      billsIn,
    });
    report.expect(`landing of ${name ?? typeId}`, answer.status, 200);
  }
  report.note(`${types.items.length} types of agreements are billed in advance`);
}

/** A new connection only reads: decisions are proposals until an administrator arms it. */
export async function proposeAndArm(deciding: Deciding): Promise<Result> {
  const { client, setUp, report } = deciding;
  const proposed = await decide(deciding, 'Bluewater');
  report.step(`Not armed yet: Bluewater Dental's change is ${proposed.outcome}, nothing is sent`);
  report.expect('Bluewater is proposed', proposed.outcome, 'proposed');
  const proof = (await readLines(client, setUp)).find(
    ({ kind, target, flags }) => kind === 'match' && target !== null && flags.length === 0,
  );
  const answer = await client.request(
    'POST',
    `${setUp.path}/arm`,
    { proveLineId: proof?.target?.psaLineId },
    randomUUID(),
  );
  const armed = ArmedAnswer.parse(answer.body);
  report.step(
    `Armed; with consent line ${proof?.target?.psaLineId ?? ''} is set once to the quantity it has, to prove the right to write`,
  );
  report.expect('armed', armed.armed, true);
  const { writeRight } = await waitFor('the proof', 30_000, async () => {
    const now = ArmedAnswer.pick({ writeRight: true })
      .loose()
      .parse((await client.request('GET', setUp.path)).body);
    return now.writeRight === 'unknown' ? null : now;
  });
  report.expect('the right to write', writeRight, 'proven');
  report.expect(
    'arming sends no proposal',
    (await lineOfCustomer(deciding, 'Bluewater')).decision,
    'proposed',
  );
  return approve(deciding, 'Bluewater');
}
