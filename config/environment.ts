import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { inEnglish } from '../messages/english.ts';
import { openKeyFile } from './key-file.ts';
import { masterKey, postgresUrl } from './value-shapes.ts';
import { variables, type Variables } from './variables.ts';

/** One or more variables cannot be used. Each line of the message begins with the variable's name. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  constructor(readonly problems: readonly string[]) {
    super(`The environment cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** What the variables say, each read once, secrets from their files. Absent: null or undefined, see each variable. */
export interface Environment extends Omit<
  Variables,
  'DATABASE_URL_FILE' | 'MASTER_KEY_FILE' | 'SEATWISE_HOME' | 'PUBLIC_URL' | 'SANDBOX'
> {
  /** Where nothing is said, off in production. */
  readonly SANDBOX: boolean;
  readonly SEATWISE_HOME: string;
  readonly PUBLIC_URL: string;
  /** PUBLIC_URL where it was set: a worker beside the API does not know the API's port. */
  readonly namedPublicUrl: string | null;
}

/**
 * Parses the whole environment (architecture.md 2 and 10). An empty value counts as not set.
 * Throws {@link EnvironmentError} with every problem at once; no message repeats a value that may be secret.
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
  const set = Object.fromEntries(
    Object.entries({ HTTPS_PROXY: env['https_proxy'], NO_PROXY: env['no_proxy'], ...env }).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const parsed = variables.safeParse(set);
  if (!parsed.success) {
    throw new EnvironmentError(
      parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
    );
  }
  const { DATABASE_URL_FILE, MASTER_KEY_FILE, ...values } = parsed.data;
  const problems: string[] = [];
  const database = fromFile('DATABASE_URL', values.DATABASE_URL, DATABASE_URL_FILE, postgresUrl, problems);
  const key = fromFile('MASTER_KEY', values.MASTER_KEY, MASTER_KEY_FILE, masterKey, problems);
  if (key !== undefined && MASTER_KEY_FILE !== undefined) {
    const open = openKeyFile(MASTER_KEY_FILE);
    if (open !== null) problems.push(`MASTER_KEY_FILE: ${inEnglish(open)}`);
  }
  problems.push(...contradictions(values));
  if (values.NODE_ENV === 'production' && !values.ALLOW_PLAIN_DATABASE && leavesInPlain(database)) {
    problems.push(
      'DATABASE_URL: leads off this machine without TLS, rejected with NODE_ENV=production. Add ?sslmode=verify-full, or set ALLOW_PLAIN_DATABASE=yes',
    );
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  return {
    ...values,
    DATABASE_URL: database,
    MASTER_KEY: key,
    SANDBOX: values.SANDBOX ?? values.NODE_ENV !== 'production',
    SEATWISE_HOME: resolve(values.SEATWISE_HOME ?? defaultHome(env)),
    PUBLIC_URL: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    namedPublicUrl: values.PUBLIC_URL ?? null,
  };
}

interface Shape<T> {
  safeParse(
    text: string,
  ): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
}

function fromFile<T>(
  name: string,
  given: T | undefined,
  file: string | undefined,
  shape: Shape<T>,
  problems: string[],
): T | undefined {
  if (file === undefined) return given;
  if (given !== undefined) {
    problems.push(`${name}: set either ${name} or ${name}_FILE, not both`);
    return given;
  }
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(
      `${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
    return undefined;
  }
  const parsed = shape.safeParse(content);
  if (parsed.success) return parsed.data;
  problems.push(
    `${name}_FILE: the content of ${file} ${parsed.error.issues[0]?.message ?? 'cannot be used'}`,
  );
  return undefined;
}

function contradictions(values: Omit<Variables, 'DATABASE_URL_FILE' | 'MASTER_KEY_FILE'>): string[] {
  const problems: string[] = [];
  if (values.NODE_ENV === 'production' && !values.ALLOW_OUTBOUND_SEAMS) {
    for (const name of ['OUTBOUND_RESOLVE', 'OUTBOUND_CA_FILE'] as const) {
      if (values[name] === undefined) continue;
      problems.push(`${name}: rejected with NODE_ENV=production unless ALLOW_OUTBOUND_SEAMS=yes`);
    }
  }
  const {
    VENDOR_BUDGET_FLOOR: floor,
    VENDOR_BUDGET_CEILING: ceiling,
    VENDOR_BUDGET_START_PER_MINUTE: start,
  } = values;
  if (start !== 'unlimited' && (start < floor || start > ceiling)) {
    problems.push(
      `VENDOR_BUDGET_START_PER_MINUTE: ${start} does not lie between VENDOR_BUDGET_FLOOR and VENDOR_BUDGET_CEILING`,
    );
  }
  return problems;
}

/** Passwords and rows would cross a network that others may read. A socket of this machine has no host. */
function leavesInPlain(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  const isHere = host === '' || host.startsWith('/') || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/u.test(host);
  const encrypted = /^(require|verify-ca|verify-full|no-verify)$/u.test(searchParams.get('sslmode') ?? '');
  return !isHere && !encrypted && !/^(true|1)$/u.test(searchParams.get('ssl') ?? '');
}

/** The user's data directory by the custom of the system. */
function defaultHome(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'seatwise');
  const data = env['XDG_DATA_HOME'];
  return join(data === undefined || data === '' ? join(home, '.local', 'share') : data, 'seatwise');
}
