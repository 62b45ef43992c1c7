import type { SandboxCredentials } from '../sandbox/credentials.ts';
import type { FirstSignIn } from './first-sign-in.ts';
import { row } from './progress.ts';

export interface Announced {
  readonly address: string;
  readonly temporalUi: string | null;
  readonly firstSignIn: FirstSignIn | null;
  readonly firstSignInFile: string;
  readonly sandbox: { readonly file: string; readonly credentials: SandboxCredentials } | null;
  readonly home: string;
  readonly logFile: string;
  readonly tookMs: number;
}

/** What a person needs after a start. The password appears here once, and never in a log. */
export function announcement(what: Announced): string {
  const rows: [string, string][] = [['Address', what.address]];
  if (what.temporalUi !== null) rows.push(['Temporal UI', what.temporalUi]);
  if (what.firstSignIn === null)
    rows.push(['Sign in', 'with your email and password   (forgotten: npx seatwise reset-password EMAIL)']);
  else {
    rows.push(['Sign in as', what.firstSignIn.email]);
    rows.push([
      'Password',
      `${what.firstSignIn.password}   (for one sign-in; until then kept in ${what.firstSignInFile})`,
    ]);
  }
  rows.push(['Data', what.home], ['Log', what.logFile]);
  const lines = [`Seatwise is ready (${(what.tookMs / 1000).toFixed(1)} s).`, '', ...table(rows)];
  if (what.sandbox !== null) lines.push('', ...sandboxLines(what.sandbox.file, what.sandbox.credentials));
  return [...lines, '', 'Ctrl-C stops it.', ''].join('\n');
}

function sandboxLines(file: string, { accountsApi, adminApi, psa }: SandboxCredentials): string[] {
  return [
    `Sandbox, a made-up MSP to try it on (these and its control address: ${file})`,
    ...table([
      ['Accounts API', `${accountsApi.integrationKey}  ${accountsApi.secretKey}  ${accountsApi.apiHostname}`],
      ['Admin API', `${adminApi.integrationKey}  ${adminApi.secretKey}  ${adminApi.apiHostname}`],
      ['ConnectWise', `${psa.site}  company ${psa.companyId}  client id ${psa.clientId}`],
      ['', `public key ${psa.publicKey}  private key ${psa.privateKey}`],
    ]),
  ];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, value]) => row(name, value));
}
