import { psas } from '../psa/registry.ts';
import type { PsaKind } from '../psa/port.ts';
import { enteredInto, type SandboxCredentials } from '../sandbox/credentials.ts';
import type { FirstSignIn } from './first-sign-in.ts';
import { message } from '../messages/message.ts';
import { row, sayInThisProcess as say, secondsOf } from './progress.ts';

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
  const rows: [string, string][] = [[say(message('start.address')), what.address]];
  rows.push([say(message('start.temporal-ui')), what.temporalUi ?? say(message('start.temporal-ui-off'))]);
  if (what.firstSignIn === null)
    rows.push([say(message('start.sign-in')), say(message('start.sign-in-with'))]);
  else {
    const { email, password } = what.firstSignIn;
    rows.push([say(message('start.sign-in-as')), email]);
    rows.push([
      say(message('start.password')),
      say(message('start.password-once', { password, file: what.firstSignInFile })),
    ]);
  }
  rows.push([say(message('start.data')), what.home], [say(message('start.log')), what.logFile]);
  const ready = message('start.ready', { seconds: secondsOf(what.tookMs) });
  const lines = [say(ready), '', ...table(rows)];
  if (what.sandbox !== null) lines.push('', ...sandboxLines(what.sandbox.file, what.sandbox.credentials));
  return [...lines, '', say(message('start.stop-with')), ''].join('\n');
}

function sandboxLines(file: string, credentials: SandboxCredentials): string[] {
  const { accountsApi, adminApi } = credentials;
  return [
    say(message('start.sandbox', { file })),
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
