import { psas } from '../psa/registry.ts';
import type { PsaKind } from '../psa/port.ts';
import { enteredInto, type SandboxCredentials } from '../sandbox/credentials.ts';
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
  rows.push(['Temporal UI', what.temporalUi ?? 'off   (TEMPORAL_UI=on npm start)']);
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

function sandboxLines(file: string, credentials: SandboxCredentials): string[] {
  const { accountsApi, adminApi } = credentials;
  return [
    `Sandbox, a made-up MSP to try it on (these and its control address: ${file})`,
    ...table([
      ['Accounts API', `${accountsApi.integrationKey}  ${accountsApi.secretKey}  ${accountsApi.apiHostname}`],
      ['Admin API', `${adminApi.integrationKey}  ${adminApi.secretKey}  ${adminApi.apiHostname}`],
      ...Object.values(psas).flatMap((kind) => psaRows(kind, credentials)),
    ]),
  ];
}

/** A row with what is no secret, and one with what is. */
function psaRows({ name, credentials: form }: PsaKind, credentials: SandboxCredentials): [string, string][] {
  const entered = enteredInto(credentials, form.inSandbox);
  const told = (secret: boolean): string =>
    form.fields
      .filter((field) => field.secret === secret)
      .map((field) => `${field.label} ${entered[field.name] ?? ''}`)
      .join('  ');
  return [
    [name, told(false)],
    ['', told(true)],
  ];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, value]) => row(name, value));
}
