import { message } from '../../messages/message.ts';
import { may, type Role } from '../../domain/roles.ts';
import { mostSavedViews } from '../../domain/defaults.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import {
  countSavedViews, deleteSavedView, findSavedView, insertSavedView, isKeeper, lockSavedView, lockViewNames, type SavedView,
  updateSavedView, type ViewKeeperId,
} from '../../db/people/saved-views.ts'; // prettier-ignore
import type { RequestContext } from '../request-context.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/** Who keeps views: a person or an API key. */
export interface ViewKeeper extends ViewKeeperId {
  readonly role: Role;
}

type Content = Pick<SavedView, 'name' | 'query' | 'shared'>;

/** Keeps a view under a name; to share it takes the right to decide. */
export async function saveView(
  tx: Tx,
  content: Content,
  keeper: ViewKeeper,
  by: RequestContext,
): Promise<SavedView | Rejected> {
  if (content.shared && !may(keeper.role, 'propose')) return rejected('RoleTooSmall');
  await lockViewNames(tx, keeper);
  if ((await countSavedViews(tx, by.tenantId, keeper)) >= mostSavedViews) return rejected('TooManyViews');
  const id = await insertSavedView(tx, by.tenantId, keeper, content, by.now);
  if (id === null) return rejected('ViewNameTaken');
  return audited(tx, id, 'created', null, by);
}

export async function changeView(
  tx: Tx,
  viewId: string,
  change: { readonly [Name in keyof Content]?: Content[Name] | undefined },
  keeper: ViewKeeper,
  by: RequestContext,
): Promise<SavedView | Rejected> {
  const before = await ownedView(tx, viewId, keeper, by);
  if (isRejected(before)) return before;
  const { name = before.name, query = before.query, shared = before.shared } = change;
  if (shared && !may(keeper.role, 'propose')) return rejected('RoleTooSmall');
  await lockViewNames(tx, before.keeper);
  if (!(await updateSavedView(tx, by.tenantId, before, { name, query, shared }, by.now)))
    return rejected('ViewNameTaken');
  return audited(tx, viewId, 'changed', before, by);
}

/** Null: it is gone. */
export async function removeView(
  tx: Tx,
  viewId: string,
  keeper: ViewKeeper,
  by: RequestContext,
): Promise<Rejected | null> {
  const before = await ownedView(tx, viewId, keeper, by);
  if (isRejected(before)) return before;
  await deleteSavedView(tx, by.tenantId, viewId);
  if (before.shared) await audit(tx, before, 'removed', {}, by);
  return null;
}

/** What somebody else shares, an administrator may change; what they keep for themselves is nobody else's. */
async function ownedView(
  tx: Tx,
  viewId: string,
  keeper: ViewKeeper,
  { tenantId }: RequestContext,
): Promise<SavedView | Rejected> {
  const view = await lockSavedView(tx, tenantId, viewId);
  if (view === null) return rejected('NotFound');
  const isOwn = isKeeper(view.keeper, keeper);
  if (!isOwn && !view.shared) return rejected('NotFound');
  if (!isOwn && !may(keeper.role, 'change-settings'))
    return rejected('RoleTooSmall', message('rejections.view-of-another'));
  return view;
}

/** What everybody sees is in the audit; what is one's own is not. */
async function audited(
  tx: Tx,
  viewId: string,
  verb: 'created' | 'changed',
  before: SavedView | null,
  by: RequestContext,
): Promise<SavedView> {
  const after = await findSavedView(tx, by.tenantId, viewId);
  if (after === null) throw new Error('a view vanished while it was kept');
  if (after.shared || before?.shared === true)
    await audit(
      tx,
      after,
      verb,
      { ...(before === null ? {} : { before: told(before) }), after: told(after) },
      by,
    );
  return after;
}

const told = ({ name, query, shared }: SavedView) => ({ name, query, shared });

const audit = (
  tx: Tx,
  view: SavedView,
  verb: 'created' | 'changed' | 'removed',
  detail: object,
  by: RequestContext,
): Promise<void> =>
  recordAudit(tx, {
    ...by,
    action: `saved-view.${verb}`,
    objectKind: 'saved-view',
    objectId: view.id,
    detail: { name: view.name, ...detail },
  });
