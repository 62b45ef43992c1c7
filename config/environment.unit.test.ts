import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentVariables } from '../test/documentation/documented-variables.ts';
import { EnvironmentError, parseEnvironment } from './environment.ts';
import { workerSettings } from './worker-settings.ts';

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    parseEnvironment(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-environment-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is complete when nothing is set', () => {
    const environment = parseEnvironment({ HOME: '/home/ann' });
    expect(environment).toMatchObject({
      PORT: 4600,
      HOST: '127.0.0.1',
      PUBLIC_URL: 'http://localhost:4600',
      SANDBOX: true,
      WORKER_QUEUES: ['recon', 'vendor', 'psa'],
      VENDOR_BUDGET_START_PER_MINUTE: 30,
      // A killed worker is noticed within 20 s.
      SYNC_HEARTBEAT_TIMEOUT_MS: 20_000,
    });
    expect(environment.DATABASE_URL).toBeUndefined();
    if (process.platform === 'linux')
      expect(environment.SEATWISE_HOME).toBe('/home/ann/.local/share/seatwise');
  });

  it('reads a relative SEATWISE_HOME from the folder it is started in, so that its servers find their files', () => {
    expect(parseEnvironment({ SEATWISE_HOME: './data' }).SEATWISE_HOME).toBe(join(process.cwd(), 'data'));
  });

  it('takes an empty value as not set', () => {
    expect(parseEnvironment({ PORT: '', DATABASE_URL: '' }).PORT).toBe(4600);
  });

  it('knows the client ID of the installation, if there is one, and rejects what is none', () => {
    const CONNECTWISE_CLIENT_ID = '5a9db0c5-0e0b-4f3c-9d41-5ea7b1115e0d';
    const clientIdIn = (env: NodeJS.ProcessEnv) => workerSettings(parseEnvironment(env)).psa.clientId;
    expect(clientIdIn({ CONNECTWISE_CLIENT_ID })).toBe(CONNECTWISE_CLIENT_ID);
    expect(clientIdIn({ CONNECTWISE_CLIENT_ID: '' })).toBeNull();
    expect(problemsOf({ CONNECTWISE_CLIENT_ID: 'not an id' })).toEqual([
      'CONNECTWISE_CLIENT_ID: must be a client ID of developer.connectwise.com, a GUID',
    ]);
  });

  it('names every variable that cannot be used, all at once', () => {
    const problems = problemsOf({
      PORT: '0',
      SANDBOX: 'maybe',
      DATABASE_URL: 'mysql://x',
      WORKER_QUEUES: 'recon,other',
      VENDOR_READ_TIMEOUT_MS: '20s',
      PUBLIC_URL: 'seatwise.example',
      TENANT_CURRENCY: 'usd',
    });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'PUBLIC_URL',
      'SANDBOX',
      'TENANT_CURRENCY',
      'VENDOR_READ_TIMEOUT_MS',
      'WORKER_QUEUES',
    ]);
  });

  it('reads secrets from files, and never shows their content', () => {
    const key = randomBytes(32);
    const good = join(folder, 'key');
    writeFileSync(good, `${key.toString('base64')}\n`);
    expect(parseEnvironment({ MASTER_KEY_FILE: good }).MASTER_KEY).toEqual(key);

    chmodSync(good, 0o666);
    expect(problemsOf({ MASTER_KEY_FILE: good })).toEqual([
      expect.stringMatching(/^MASTER_KEY_FILE: .* can be written by other users\./u),
    ]);

    const bad = join(folder, 'bad');
    writeFileSync(bad, 'too-short-secret');
    const problems = problemsOf({ MASTER_KEY_FILE: bad, DATABASE_URL_FILE: join(folder, 'none') });
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/MASTER_KEY_FILE: .*32 bytes.*|DATABASE_URL_FILE: .*ENOENT/);
    expect(problems.join()).not.toContain('too-short-secret');
  });

  it('rejects a secret given twice', () => {
    const problems = problemsOf({ DATABASE_URL: 'postgresql://a/b', DATABASE_URL_FILE: '/x' });
    expect(problems).toEqual(['DATABASE_URL: set either DATABASE_URL or DATABASE_URL_FILE, not both']);
  });

  it('rejects the outbound seams in production unless they are allowed', () => {
    const seams = { OUTBOUND_RESOLVE: '*.duosecurity.test=127.0.0.1:9443', OUTBOUND_CA_FILE: '/ca.pem' };
    expect(parseEnvironment(seams).OUTBOUND_CA_FILE).toBe('/ca.pem');
    const problems = problemsOf({ ...seams, NODE_ENV: 'production' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'OUTBOUND_RESOLVE',
      'OUTBOUND_CA_FILE',
    ]);
    expect(problemsOf({ ...seams, NODE_ENV: 'production', ALLOW_OUTBOUND_SEAMS: 'yes' })).toEqual([]);
  });

  it('rejects in production a database that is reached over a network in plain, unless it is allowed', () => {
    const problemsWith = (DATABASE_URL: string, more: NodeJS.ProcessEnv = {}) =>
      problemsOf({ NODE_ENV: 'production', DATABASE_URL, ...more });
    const away = 'postgresql://a:b@db.example:5432/seatwise';
    for (const url of [
      away,
      `${away}?sslmode=disable`,
      `${away}?sslmode=prefer`,
      'postgresql://a:b@10.0.0.7/s',
    ])
      expect(problemsWith(url)).toEqual([
        expect.stringMatching(/^DATABASE_URL: leads off this machine without TLS/u),
      ]);
    expect(problemsOf({ DATABASE_URL: away })).toEqual([]);
    expect(problemsWith(away, { ALLOW_PLAIN_DATABASE: 'yes' })).toEqual([]);
    for (const url of [
      `${away}?sslmode=verify-full`,
      `${away}?sslmode=require`,
      'postgresql://a:b@127.0.0.1:5432/s',
      'postgresql://a:b@localhost/s',
      'postgresql://a:b@[::1]:5432/s',
      'postgresql:///seatwise?host=/run/postgresql',
    ])
      expect([url, problemsWith(url)]).toEqual([url, []]);
    expect(problemsWith('postgresql:///seatwise?host=db.example')).toHaveLength(1);
  });

  it('brings the sandbox in production only where it is asked for', () => {
    expect(parseEnvironment({}).SANDBOX).toBe(true);
    expect(parseEnvironment({ NODE_ENV: 'production' }).SANDBOX).toBe(false);
    expect(parseEnvironment({ NODE_ENV: 'production', SANDBOX: 'on' }).SANDBOX).toBe(true);
    expect(parseEnvironment({ SANDBOX: 'off' }).SANDBOX).toBe(false);
  });

  it('wants the starting budget between floor and ceiling, or unlimited', () => {
    expect(problemsOf({ VENDOR_BUDGET_START_PER_MINUTE: '500' })[0]).toMatch(
      /^VENDOR_BUDGET_START_PER_MINUTE: 500/,
    );
    const { VENDOR_BUDGET_START_PER_MINUTE } = parseEnvironment({
      VENDOR_BUDGET_START_PER_MINUTE: 'unlimited',
    });
    expect(VENDOR_BUDGET_START_PER_MINUTE).toBe('unlimited');
  });

  it('describes each variable, and each default is one that can be set', () => {
    for (const variable of environmentVariables) {
      expect(variable.description).toMatch(/\.$/);
      if (variable.default !== null) {
        expect(problemsOf({ [variable.name]: variable.default })).toEqual([]);
      }
    }
    expect(environmentVariables.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'METRICS_KEY',
      'DATABASE_URL',
      'MASTER_KEY',
      'HTTPS_PROXY',
    ]);
  });
});
