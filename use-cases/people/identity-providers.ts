import type { AuditAction } from '../../domain/audit-actions.ts';
import { mostProviders } from '../../domain/defaults.ts';
import { isIssuerOf } from '../../domain/provider-identity.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  changeProvider as storeChange,
  createProvider,
  deleteProvider,
  findProvider,
  listProviders,
  lockProviders,
  type ProviderFields,
  releaseRoles,
  type StoredProvider,
} from '../../db/people/identity-providers.ts';
import { isProviderProven } from '../../db/people/break-glass.ts';
import { isSsoRequired } from '../../db/people/sign-in-options.ts';
import { endSessionsOfProvider } from '../../db/people/provider-sessions.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { type Message, message } from '../../messages/message.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';

type Change = { readonly [Name in keyof ProviderFields]?: ProviderFields[Name] | undefined } & {
  readonly clientSecret?: string | undefined;
};

/** Throws `MasterKeyChanged`. */
export async function addProvider(
  tx: Tx,
  keyRing: KeyRing,
  { clientSecret, ...fields }: ProviderFields & { readonly clientSecret: string },
  by: RequestContext,
): Promise<StoredProvider | Rejected> {
  const { tenantId } = by;
  const rejection = unfit(fields);
  if (rejection !== null) return rejection;
  await lockProviders(tx, tenantId);
  if ((await listProviders(tx, tenantId)).length >= mostProviders) return rejected('TooManyProviders');
  const id = await createProvider(tx, keyRing, tenantId, fields, clientSecret);
  await audit(tx, id, 'identity-provider.created', by, shown(fields));
  return found(tx, id, by);
}

/** Switched off, its sessions end, and its members' roles are set here. Throws `MasterKeyChanged`. */
export async function changeProvider(
  tx: Tx,
  keyRing: KeyRing,
  id: string,
  { clientSecret, ...change }: Change,
  by: RequestContext,
): Promise<StoredProvider | Rejected> {
  const { tenantId } = by;
  await lockProviders(tx, tenantId);
  const before = await findProvider(tx, tenantId, id);
  if (before === null) return rejected('NotFound');
  const fields = fieldsOf(before, change);
  const rejection = unfit(fields) ?? (fields.issuer === before.issuer ? null : otherIssuer(before));
  if (rejection !== null) return rejection;
  // Else whoever changes the address could have the secret sent to their own.
  if (fields.issuer !== before.issuer && clientSecret === undefined)
    return invalid('clientSecret', message('sign-in.secret-with-issuer'));
  await storeChange(tx, keyRing, { tenantId, id }, fields, clientSecret ?? null);
  if (before.enabled && !fields.enabled) {
    await endSessionsOfProvider(tx, tenantId, id);
    await releaseRoles(tx, tenantId, id);
    const last = await protectLastProvider(tx, tenantId);
    if (last !== null) return last;
  }
  await audit(tx, id, 'identity-provider.changed', by, {
    before: shown(before),
    after: shown(fields),
    secretReplaced: clientSecret !== undefined,
  });
  return found(tx, id, by);
}

/** With its identities and sessions; members stay. Null: done. */
export async function removeProvider(tx: Tx, id: string, by: RequestContext): Promise<Rejected | null> {
  const { tenantId } = by;
  await lockProviders(tx, tenantId);
  const provider = await findProvider(tx, tenantId, id);
  if (provider === null) return rejected('NotFound');
  await deleteProvider(tx, tenantId, id);
  const last = provider.enabled ? await protectLastProvider(tx, tenantId) : null;
  if (last !== null) return last;
  await audit(tx, id, 'identity-provider.removed', by, shown(provider));
  return null;
}

/** Asked after a provider was taken away, which the rejection undoes: null while another works, or none is required. */
const protectLastProvider = async (tx: Tx, tenantId: string): Promise<Rejected | null> =>
  (await isSsoRequired(tx, tenantId)) && !(await isProviderProven(tx, tenantId))
    ? rejected('LastProvider')
    : null;

/** What was given; the rest as it was. The kind never changes: it says what identifies a person. */
const fieldsOf = (before: StoredProvider, change: Omit<Change, 'clientSecret'>): ProviderFields => ({
  kind: before.kind,
  name: change.name ?? before.name,
  issuer: change.issuer ?? before.issuer,
  clientId: change.clientId ?? before.clientId,
  domains: change.domains ?? before.domains,
  roleClaim: change.roleClaim === undefined ? before.roleClaim : change.roleClaim,
  roles: change.roles ?? before.roles,
  defaultRole: change.defaultRole === undefined ? before.defaultRole : change.defaultRole,
  enabled: change.enabled ?? before.enabled,
});

/** Subjects are an issuer's: with another one they would be other people. */
const otherIssuer = ({ members }: StoredProvider): Rejected | null =>
  members === 0 ? null : invalid('issuer', message('sign-in.issuer-in-use'));

function unfit({ kind, issuer, domains, roles }: ProviderFields): Rejected | null {
  if (!isIssuerOf(kind, issuer)) return invalid('issuer', message(`sign-in.issuer.${kind}`));
  if (kind === 'google' && domains.length === 0) return invalid('domains', message('sign-in.domains-needed'));
  if (kind !== 'google' && domains.length > 0)
    return invalid('domains', message('sign-in.domains-of-google'));
  if (new Set(roles.map(({ value }) => value)).size < roles.length)
    return invalid('roles', message('sign-in.role-twice'));
  return null;
}

const invalid = (field: string, detail: Message): Rejected =>
  rejected('ValidationFailed', detail, [{ field, detail }]);

async function found(tx: Tx, id: string, { tenantId }: RequestContext): Promise<StoredProvider> {
  const provider = await findProvider(tx, tenantId, id);
  if (provider === null) throw new Error('a provider vanished while it was locked');
  return provider;
}

const shown = ({ kind, name, issuer, clientId, domains, roleClaim, roles, defaultRole, enabled }: ProviderFields) => ({
  kind, name, issuer, clientId, domains, roleClaim, roles, defaultRole, enabled,
}); // prettier-ignore

const audit = (
  tx: Tx,
  id: string,
  action: AuditAction,
  by: RequestContext,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> => recordAudit(tx, { ...by, action, objectKind: 'identity-provider', objectId: id, detail });
