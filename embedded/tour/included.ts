import { message } from '../../messages/message.ts';
import { UsageLineDetail, UsageLineList } from '../../contracts/api/usage.ts';
import { type Line, readLines } from './month.ts';
import type { Report } from './report.ts';
import type { SeatwiseClient } from './seatwise-client.ts';
import { decideMappings, type SetUp } from './set-up.ts';

/**
 * Free units of a line are asked once, where the PSA has any: here they are a part of the seats. The lines as they stand
 * then.
 */
export async function answerIncluded(
  client: SeatwiseClient,
  setUp: SetUp,
  lines: readonly Line[],
  wanted: string,
  report: Report,
): Promise<readonly Line[]> {
  const asked = lines.filter(({ flags }) => flags.some(({ flag }) => flag === 'included'));
  report.expect('lines with unexplained free units', asked.map(({ label }) => label).join(', '), wanted);
  const open = await client.list(
    `/usage-lines?integration=${setUp.integrationId}&toDecide=true`,
    UsageLineList,
  );
  report.expect('open lines before the answer', open.length, 25);
  if (asked.length === 0) return lines;
  const decisions = [];
  for (const { id, company, service } of asked) {
    const detail = await client.read(`/usage-lines/${id}`, UsageLineDetail);
    for (const { psaLineId, lessIncluded, included } of detail.lines) {
      if (lessIncluded === null || Number(lessIncluded) === 0 || included !== null) continue;
      decisions.push({
        kind: 'included',
        companyId: company?.id,
        vendorServiceId: service.id,
        psaLineId,
        lessIncluded,
        action: 'part',
        reason: 'Five seats come with the contract',
      });
    }
  }
  await decideMappings(client, setUp.path, decisions);
  report.step(message('tour.included-answered', { customer: 'Vista' }));
  return readLines(client, setUp);
}
