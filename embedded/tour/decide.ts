import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { AgreementTypeList } from '../../contracts/api/agreement-types.ts';
import { WriteBackAnswer, DecisionAnswer } from '../../contracts/api/decisions.ts';
import { WriteBackDetail, type WriteBackLine } from '../../contracts/api/write-backs.ts';
import { WriteMethodList } from '../../contracts/api/write-methods.ts';
import { isLive } from '../../domain/decisions/approval.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { type Line, readLines } from './month.ts';
import type { Report } from './report.ts';
import { type SeatwiseClient, waitFor } from './seatwise-client.ts';
import type { SetUp } from './set-up.ts';
import type { TargetsInvoice, TouredPsa } from './toured-psa.ts';

export type Result = z.infer<typeof DecisionAnswer>['items'][number];
export type Written = z.infer<typeof WriteBackLine>;

export interface Deciding {
  readonly client: SeatwiseClient;
  readonly setUp: SetUp;
  readonly psa: TouredPsa;
  readonly report: Report;
}

export interface Wish {
  readonly decision?: 'approve' | 'adjust' | 'create';
  readonly newLine?: {
    readonly agreementId: string;
    readonly productId: string;
    readonly expectedUnitPrice: string | null;
  };
  readonly quantity?: number | null;
  readonly billingTarget?: 'next-invoice' | 'invoice-after';
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
      ? message('tour.approval-rejected', { customer: name, cause: result.detail ?? result.code ?? '' })
      : message(`tour.approval.${change.billingTarget}`, {
          customer: name,
          before: change.before,
          after: change.after,
          day: change.invoiceDate,
        }),
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

/** Follows a change to its end and compares the end. */
export async function follow(
  deciding: Deciding,
  name: string,
  result: Result,
  wanted: Written['state'],
): Promise<void> {
  const line = await waitFor(`the end of ${name}'s change`, 30_000, async () => {
    const now = await written(deciding, result);
    return isLive(now.state) ? null : now;
  });
  deciding.report.expect(`${name}'s change ends`, line.state, wanted);
  if (line.cause !== null) {
    const { state, cause } = line;
    deciding.report.note(message('tour.change-ended', { customer: name, state, cause: cause.detail }));
  }
}

/** Without an answer how a type is billed nothing can be approved; one answer for each type. */
export async function answerBillingTarget(deciding: Deciding): Promise<void> {
  const { client, setUp, report } = deciding;
  const rejected = await decide(deciding, 'Bluewater');
  report.step(message('tour.asks-first', { question: rejected.title ?? rejected.outcome }));
  report.expect('the billing target question is asked', rejected.code, 'BillingTargetNotSet');
  const types = await client.read(`${setUp.path}/agreement-types`, AgreementTypeList);
  for (const { typeId, name, suggestion } of types.items) {
    const billsIn = suggestion ?? 'advance';
    const answer = await client.request('PUT', `${setUp.path}/agreement-types/${typeId}/billing-target`, {
      billsIn,
    });
    report.expect(`billing target of ${name ?? typeId}`, answer.status, 200);
  }
  report.note(message('tour.types-answered', { count: types.items.length }));
}

/** A new integration is read-only: decisions are proposals until an administrator turns on write-back. */
export async function proposeAndTurnOnWriteBack(
  deciding: Deciding,
  control: SandboxControl,
): Promise<Result> {
  const { report, psa } = deciding;
  const proposed = await decide(deciding, 'Bluewater');
  report.step(message('tour.proposed', { customer: 'Bluewater Dental', outcome: proposed.outcome }));
  report.expect('Bluewater is proposed', proposed.outcome, 'proposed');
  await (psa.billingTarget.by === 'day'
    ? turnOnUnproven(deciding)
    : turnOnProven(deciding, psa.billingTarget, control));
  report.expect(
    'turning on write-back sends no proposal',
    (await lineOfCustomer(deciding, 'Bluewater')).decision,
    'proposed',
  );
  return approve(deciding, 'Bluewater');
}

/** Each way of writing is chosen, where the PSA leaves that open, and proven on a line of its own. */
async function turnOnProven(
  deciding: Deciding,
  billingTarget: TargetsInvoice,
  control: SandboxControl,
): Promise<void> {
  const { client, setUp, report } = deciding;
  const path = `${setUp.path}/write-methods`;
  const toProve = async () =>
    (await client.read(path, WriteMethodList)).items.filter((item) => item.of === 'existing-line');
  const items = await toProve();
  for (const { id: choice, title, methods } of items) {
    const [method] = methods;
    const answer = await client.request('PUT', path, { choice, method: method?.id });
    report.expect(`how ${title.message} are written`, answer.status, 200);
    report.step(message('tour.method-chosen', { lines: title.message, method: method?.name.message ?? '' }));
  }
  const free = (await readLines(client, setUp)).filter(({ flags }) => flags.length === 0);
  const changeable = ['match', 'increase'].flatMap((wanted) =>
    free.flatMap(({ kind, target }) => (kind === wanted && target !== null ? target.psaLineId : [])),
  );
  const lines = billingTarget.proofs(await control.scenario(), changeable);
  report.expect('lines that prove', lines.length, Math.max(1, items.length));
  for (const proveLineId of lines) {
    report.expect(
      'writeBackEnabled',
      (await turnOnWriteBack(deciding, { proveLineId })).writeBackEnabled,
      true,
    );
    report.step(message('tour.proves', { line: proveLineId }));
    await proven(deciding);
  }
  const unproven = await waitFor('every method to be proven', 30_000, async () => {
    const now = (await toProve()).filter(({ keptAt }) => keptAt === null);
    return now.length === 0 ? now : null;
  }).catch(() => items);
  report.expect('methods that are not proven', unproven.length, 0);
}

/** A difference has no harmless form: the first change proves the right. */
async function turnOnUnproven(deciding: Deciding): Promise<void> {
  const { writeBackEnabled, writeRight } = await turnOnWriteBack(deciding, {});
  deciding.report.step(message('tour.first-change-proves'));
  deciding.report.expect('writeBackEnabled', writeBackEnabled, true);
  deciding.report.expect('the right to write', writeRight, 'unknown');
}

const turnOnWriteBack = async ({ client, setUp }: Deciding, consent: { readonly proveLineId?: string }) =>
  WriteBackAnswer.parse(
    (await client.request('POST', `${setUp.path}/turn-on-write-back`, consent, randomUUID())).body,
  );

/** Waits until the right to write is known, and compares it. */
export async function proven({ client, setUp, report }: Deciding): Promise<void> {
  const { writeRight } = await waitFor('the proof', 30_000, async () => {
    const now = WriteBackAnswer.pick({ writeRight: true })
      .loose()
      .parse((await client.request('GET', setUp.path)).body);
    return now.writeRight === 'unknown' ? null : now;
  });
  report.expect('the right to write', writeRight, 'proven');
}
