import { RequestLog } from '../../request-log.ts';
import { buildScenario } from '../../scenarios/index.ts';
import type { VendorAnswer } from '../../vendor.ts';
import type { Scenario } from '../../scenario.ts';
import { connectWise } from '../vendor.ts';

export const now = new Date('2025-11-24T15:00:00Z');

/** What a test varies; left out: a signed-in GET without query by the first API member. */
export interface Call {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly rawQuery?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly member?: number;
  readonly basic?: string;
}

/** A text `@1e999` goes out as the bare number that JavaScript cannot hold. */
function written(body: unknown): string {
  return JSON.stringify(body).replace(/"@([^"]*)"/gu, '$1');
}

/** A sandbox ConnectWise and what a signed-in client says to it. */
export function psa(): {
  scenario: Scenario;
  requestLog: RequestLog;
  raw: (path: string, call?: Call) => VendorAnswer;
  api: (path: string, call?: Call) => VendorAnswer;
} {
  const scenario = buildScenario('typical', { now });
  const requestLog = new RequestLog();
  const { connectwise } = scenario;
  const raw = (path: string, call: Call = {}): VendorAnswer => {
    const member = connectwise.members[call.member ?? 0];
    if (member === undefined) throw new Error('No such API member.');
    const basic = call.basic ?? `${member.companyId}+${member.publicKey}:${member.privateKey}`;
    const query = call.rawQuery ?? new URLSearchParams({ ...call.query }).toString();
    return connectWise(
      {
        method: call.method ?? 'GET',
        host: connectwise.host,
        path,
        query,
        headers: {
          authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
          clientid: connectwise.clientIds[0],
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        body: Buffer.from(call.body === undefined ? '' : written(call.body)),
      },
      { scenario, requestLog, now: () => now },
    );
  };
  return { scenario, requestLog, raw, api: (path, call) => raw(`/v4_6_release/apis/3.0${path}`, call) };
}
