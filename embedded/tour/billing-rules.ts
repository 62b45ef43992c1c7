import { message } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { BillingRuleDetail, RuleEffect } from '../../contracts/api/billing-rules.ts';
import { isHolding } from '../../contracts/api/usage.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { psaNames } from '../../sandbox/vendor-names.ts';
import { shownOf } from './ledger.ts';
import { type Line, readLines } from './month.ts';
import type { Report } from './report.ts';
import type { SeatwiseClient } from './seatwise-client.ts';
import type { SetUp } from './set-up.ts';
import type { TouredPsa } from './toured-psa.ts';

/**
 * What three lines bill is agreed in contracts, which no PSA holds: an approver adds each as a billing rule, its effect
 * first. The lines as they are then.
 */
export async function addBillingRules(
  client: SeatwiseClient,
  control: SandboxControl,
  setUp: SetUp,
  { kind, figures }: TouredPsa,
  report: Report,
): Promise<readonly Line[]> {
  const psa = psaNames.find((name) => name === kind.kind);
  if (psa === undefined) throw new Error(`the sandbox has no contracts for ${kind.kind}`);
  const rules = await control.billingRules(psa);
  report.step(message('tour.contracts', { count: rules.length }));
  for (const rule of rules) await addRule(client, setUp, { change: 'add', rule }, report);
  const lines = await readLines(client, setUp);
  for (const name of ['Lakeshore', 'Corner Bakery']) sayEquation(lines, name, report);
  report.expect('Lakeshore, at least 64', shownOf(lines, 'Lakeshore'), 'match 31/64');
  report.expect('Corner Bakery, a flat price', shownOf(lines, 'Corner Bakery'), 'match 19/1');
  report.expect(
    'held lines under billing rules',
    lines.filter(({ flags }) => flags.some(isHolding)).length,
    figures.explained.held - 2,
  );
  return lines;
}

async function addRule(
  client: SeatwiseClient,
  { path }: SetUp,
  change: unknown,
  report: Report,
): Promise<void> {
  const rules = `${path}/billing-rules`;
  const previewed = await client.request('POST', `${rules}/preview`, change);
  const { effect, total } = RuleEffect.parse(previewed.body);
  report.expect('lines that a rule changes', total, 1);
  const added = await client.request(
    'POST',
    `${rules}/changes`,
    { change, effect, reason: 'as the contract says' },
    randomUUID(),
  );
  const { scopeName, text, source } = BillingRuleDetail.parse(added.body);
  report.note(message('tour.rule-added', { customer: scopeName ?? '–', rule: text, source }));
}

/** The equation of a line under a rule, as the panel shows it. */
export function sayEquation(lines: readonly Line[], name: string, report: Report): void {
  const equation = lines.find(({ label }) => label.startsWith(name))?.rule?.applied?.equation;
  if (equation !== undefined && equation !== null)
    report.note(message('tour.equation', { customer: name, equation }));
}

/** Four people join a customer of packs; as an administrator of Duo adds them. */
export async function addPeople(control: SandboxControl, customer: string, count: number): Promise<void> {
  const account = (await control.duoAccounts()).children.find(({ name }) => name === customer);
  if (account === undefined) throw new Error(`no account ${customer}`);
  await control.changeDuoUsers(account.accountId, { action: 'add', count });
}
