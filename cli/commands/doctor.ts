import { anchorFolder } from '../../config/anchor-folder.ts';
import type { Environment } from '../../config/environment.ts';
import type { Database } from '../../db/model/database.ts';
import { roleNames } from '../../db/roles/role-names.ts';
import { findKeyRing } from '../../db/secrets/key-ring.ts';
import { withSandbox } from '../../embedded/sandbox-settings.ts';
import type { OutboundOptions } from '../../http/outbound.ts';
import { operatorOutbound } from '../../http/operator-outbound.ts';
import { DatabaseUnusable } from '../../db/driver/require-answer.ts';
import { asWritten, message } from '../../messages/message.ts';
import { CannotRun, type CommandContext, type Line, type RunCommand } from '../command.ts';
import { examineAnchors } from '../doctor/anchors.ts';
import { examineApi } from '../doctor/api.ts';
import { bad, causeOf, type Check, examined, good, notChecked, warning } from '../doctor/check.ts';
import {
  examineAuditChain,
  examineAuditTail,
  examineBackup,
  examineHousekeeping,
  examineMasterKey,
  examinePostgres,
  examineSchema,
  examineSyncs,
  examineWriting,
} from '../doctor/database.ts';
import { examineIdentityProviders } from '../doctor/identity-providers.ts';
import { examineObjects } from '../doctor/objects.ts';
import { examinePasskeys } from '../doctor/passkeys.ts';
import { examineRoles } from '../doctor/roles.ts';
import { examineSignIn } from '../doctor/sign-in.ts';
import { examineTemporal } from '../doctor/temporal.ts';
import { examineBuild, examineNode, examineProxy, examineSpace } from '../doctor/this-machine.ts';
import { examineVendors } from '../doctor/vendors.ts';
import { type Claim, claimInstallation, openOwnDatabase } from '../installation.ts';
import { masterKeyOf } from '../master-key.ts';
import { sandboxAddress } from '../sandbox-address.ts';
import { temporalOfClaim } from '../temporal-of-claim.ts';

/** Reaches every dependency and says what is wrong with it and what to do. Changes nothing, and works while parts are down. */
export const run: RunCommand = async (_options, context) => {
  const { checks } = await examineInstallation(context, claimInstallation(context, 'doctor', 'any'));
  const counted = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  return {
    ok: counted('bad') === 0,
    data: { checks, bad: counted('bad'), warnings: counted('warning') },
    lines: [
      ...checks.flatMap(linesOf),
      message('doctor.totals', {
        bad: counted('bad'),
        warnings: counted('warning'),
        good: counted('good'),
      }),
    ],
  };
};

/** Every check, and the database where it could be opened. */
export async function examineInstallation(
  context: CommandContext,
  claim: Claim,
): Promise<{ readonly db: Database | null; readonly checks: readonly Check[] }> {
  const [opened, machine] = await Promise.all([openOrSay(context, claim), examineMachine(claim)]);
  const { db } = opened;
  const isStopped = claim.runs === 'stopped';
  const parts = await Promise.all([
    db === null ? [] : examineDatabase(db, claim),
    isStopped ? [stopped('temporal.server')] : temporalOf(context, claim, db),
    isStopped
      ? [stopped('api.ready')]
      : examined('api.ready', (signal) => examineApi(addressOf(claim), signal)),
    db === null ? [notChecked('vendors', message('doctor.needs-database'))] : vendorsOf(context, claim, db),
  ]);
  return { db, checks: [...machine, ...opened.checks, ...parts.flat()] };
}

const widths = { state: 8, name: 27 } as const;

const linesOf = ({ name, state, found, advice }: Check): readonly Line[] => [
  {
    indent: 0,
    cells: [
      { said: message(`cli.state.${state}`), width: widths.state },
      { said: asWritten(name), width: widths.name },
      found,
    ],
  },
  ...(advice === null ? [] : [{ indent: widths.state + widths.name + 2, cells: [asWritten('→'), advice] }]),
];

const stopped = (name: string): Check => notChecked(name, message('doctor.stopped'));

async function examineMachine({ environment, home, runs }: Claim): Promise<readonly Check[]> {
  const process = [examineBuild(), examineNode(), ...examineProxy(environment)];
  if (home === null || environment.DATABASE_URL !== undefined) return process;
  const { folder } = home;
  const running =
    runs === 'stopped'
      ? warning(
          'machine.seatwise',
          message('doctor.seatwise.stopped', { folder }),
          message('doctor.seatwise.stopped.advice'),
        )
      : good('machine.seatwise', message('doctor.seatwise.running', { folder }));
  return [...process, ...(await examined('machine.disk', async () => [await examineSpace(home)])), running];
}

async function openOrSay(
  context: CommandContext,
  claim: Claim,
): Promise<{ readonly db: Database | null; readonly checks: readonly Check[] }> {
  try {
    const { db } = await openOwnDatabase(context, claim);
    return { db, checks: [good('database.reached', message('doctor.database.reached'))] };
  } catch (error) {
    if (!(error instanceof CannotRun || error instanceof DatabaseUnusable)) throw error;
    return {
      db: null,
      checks: [bad('database.reached', error.says, message('doctor.database.advice'))],
    };
  }
}

async function examineDatabase(db: Database, claim: Claim): Promise<readonly Check[]> {
  const [version, schema] = await Promise.all([
    examined('database.version', () => examinePostgres(db)),
    examined('database.schema', async () => [await examineSchema(db)]),
  ]);
  // A schema that this code cannot read would make every further question fail with the same cause.
  if (schema.some(({ state }) => state === 'bad')) return [...version, ...schema];
  const rest = await Promise.all([
    examined('database.master-key', async () => [await examineMasterKey(db, await masterKeyOf(claim, db))]),
    examined('database.role', () => examineRoles(db)),
    examined('database.objects', () => examineObjects(db, roleNames(claim.environment))),
    examined('writing.stop', () => examineWriting(db)),
    examined('sync.age', () => examineSyncs(db)),
    examined('sign-in.passkeys', async () => [await examinePasskeys(db, claim.environment.PUBLIC_URL)]),
    examined('audit.tail', () => examineAuditTail(db)),
    examined('audit.chain', () => examineAuditChain(db)),
    examined('audit.anchors', () => examineAnchors(db, anchorFolder(claim.environment))),
    examined('sign-in.break-glass', () => examineSignIn(db)),
    examined('backup.age', async () => [
      await examineBackup(db, claim.environment.DATABASE_BACKUP === 'elsewhere'),
    ]),
    examined('housekeeping.age', async () => [await examineHousekeeping(db)]),
  ]);
  return [...version, ...schema, ...rest.flat()];
}

async function temporalOf(
  context: CommandContext,
  claim: Claim,
  db: Database | null,
): Promise<readonly Check[]> {
  const temporal = temporalOfClaim(context, claim);
  return temporal === null
    ? [
        bad(
          'temporal.server',
          message('doctor.temporal.not-running'),
          message('doctor.temporal.not-running.advice'),
        ),
      ]
    : examined('temporal.server', () => examineTemporal(temporal, db));
}

const addressOf = ({ environment, runs }: Claim): string =>
  typeof runs === 'object' && runs.at !== null ? runs.at : environment.PUBLIC_URL;

async function vendorsOf(context: CommandContext, claim: Claim, db: Database): Promise<readonly Check[]> {
  if (claim.runs === 'stopped' && sandboxOf(claim) !== null)
    return [notChecked('vendors', message('doctor.credentials.sandbox'))];
  const examine = async (): Promise<readonly Check[]> => {
    const keyRing = await findKeyRing(db, await masterKeyOf(claim, db));
    if (keyRing === null) return [notChecked('vendors', message('doctor.needs-master-key'))];
    const { environment, outboundOptions } = outboundOf(context, claim);
    const [vendors, providers] = await Promise.all([
      examineVendors({ db, keyRing, environment, outboundOptions }),
      claim.runs === 'stopped'
        ? []
        : examined('sign-in.identity-provider', (signal) =>
            examineIdentityProviders(addressOf(claim), keyRing, signal),
          ),
    ]);
    return [...vendors, ...providers];
  };
  try {
    return await examine();
  } catch (error) {
    return [notChecked('vendors', causeOf(error))];
  }
}

/** Where the simulated vendors of `npm start` listen while it runs; null: the vendors are real. */
const sandboxOf = ({ environment, home }: Claim): ReturnType<typeof sandboxAddress> =>
  environment.SANDBOX && home !== null ? sandboxAddress(home) : null;

/** The way out to the vendors, as the workers have it: with the sandbox's addresses where one runs along. */
function outboundOf(
  { setByName }: CommandContext,
  claim: Claim,
): { readonly environment: Environment; readonly outboundOptions: OutboundOptions } {
  const { environment } = claim;
  const sandbox = sandboxOf(claim);
  if (sandbox === null) return { environment, outboundOptions: operatorOutbound(environment) };
  return {
    environment: withSandbox(environment, setByName),
    outboundOptions: operatorOutbound(environment, sandbox),
  };
}
