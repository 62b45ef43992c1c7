import { message } from '../../messages/message.ts';
import { AuditList } from '../../contracts/api/people.ts';
import { SyncStarted } from '../../contracts/api/syncs.ts';
import { WriteBackList } from '../../contracts/api/write-backs.ts';
import { randomUUID } from 'node:crypto';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import type { Deciding } from './decide.ts';
import { followRun, type Line, readLines, type Run } from './month.ts';
import { waitFor } from './seatwise-client.ts';

/** Both sides once more. The run, and the lines as they stand then. */
export async function readAgain(
  { client, setUp, report }: Deciding,
  before: Pick<Run, 'id'>,
): Promise<{ readonly run: Run; readonly lines: readonly Line[] }> {
  const started = await client.request('POST', `${setUp.path}/syncs`, { mode: 'full' }, randomUUID());
  SyncStarted.parse(started.body);
  const run = await followRun(client, setUp, before.id, report);
  return { run, lines: await readLines(client, setUp) };
}

/** `match 40/40` */
export function shownOf(lines: readonly Line[], name: string): string {
  const line = lines.find(({ label }) => label.startsWith(name));
  return line === undefined
    ? 'no line'
    : `${line.kind} ${line.vendorQuantity ?? ''}/${line.psaQuantity ?? ''}`;
}

/** What every PSA was written to in the same way. */
export function writtenMatches({ report }: Deciding, lines: readonly Line[]): void {
  report.step(message('tour.read-again'));
  for (const [name, quantity] of Object.entries({
    Bluewater: '40/40',
    Castellan: '340/340',
    'Quarry Ridge': '22/22',
    Summit: '88/88',
    'Bright Path': '13/13',
    Meridian: '45/45',
    // Under billing rules: packs of five, a minimum, a flat price.
    Pinecrest: '51/11',
    Lakeshore: '31/64',
    'Corner Bakery': '19/1',
  }))
    report.expect(name, shownOf(lines, name), `match ${quantity}`);
}

/** Ledger, the PSA's own request log and the PSA as it is now; and the audit of every step. */
export async function everythingAgrees(
  { client, setUp, psa, report }: Deciding,
  control: SandboxControl,
): Promise<void> {
  const ledger = await client.list(
    `/write-backs?integration=${setUp.integrationId}&state=confirmed`,
    WriteBackList,
  );
  const changes = ledger.filter(({ decision }) => decision !== 'prove');
  const scenario = await control.scenario();
  const requestLog = psa.written(await control.requestLog(), scenario);
  const told = (rows: readonly string[]): string => [...rows].sort().join(', ');
  report.step(
    message('tour.ledger', {
      confirmed: changes.length,
      written: requestLog.length,
    }),
  );
  report.expect(
    'every confirmed change stands in the request log, and no other',
    told(
      requestLog.map(({ psaLineId, before, after }) => `${psaLineId}: ${String(before)} → ${String(after)}`),
    ),
    told(changes.map(({ psaLineId, before, after }) => `${psaLineId}: ${Number(before)} → ${Number(after)}`)),
  );
  const newest = new Map([...changes].reverse().map((change) => [change.psaLineId, change]));
  const differing = [...newest.values()].filter(
    ({ psaLineId, after }) => psa.quantityOf(scenario, psaLineId) !== Number(after),
  );
  report.expect(
    `lines that ${psa.kind.name} shows otherwise`,
    differing.map(({ label }) => label).join(', '),
    '',
  );
  const audit = await waitFor('the audit', 10_000, async () => {
    const entries = await client.list(`/audit?integration=${setUp.integrationId}`, AuditList);
    return entries.length === 0 ? null : entries;
  });
  const steps = new Map<string, number>();
  for (const { action } of audit) steps.set(action, (steps.get(action) ?? 0) + 1);
  report.step(message('tour.audit', { count: audit.length }));
  report.note(
    message('tour.audit-actions', {
      actions: [...steps]
        .filter(([action]) => /^(usage-line|write-back|integration)\./u.test(action))
        .map(([action, count]) => `${action} ${count}`),
    }),
  );
  report.expect('confirmed in the audit', steps.get('write-back.confirmed'), ledger.length);
  report.expect('entries without an actor', audit.filter(({ actor }) => actor.id === '').length, 0);
}
