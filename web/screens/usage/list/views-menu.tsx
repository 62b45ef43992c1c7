import { Bookmark, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type SyntheticEvent, useState } from 'react';
import { useNavigate, useSearchParams } from '../../../components/router.tsx';
import { asApiError } from '../../../values/problem.ts';
import {
  useChangeView,
  useRemoveView,
  useSavedViews,
  useSaveView,
  type View,
} from '../../../api/saved-views.ts';
import { menuContent, menuItem } from '../../../components/menu-look.ts';
import { Button } from '../../../components/button.tsx';
import { ClosedButton } from '../../../components/closed-button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';

/** What a view keeps of the address: filters and order, in one order of names. */
export function viewQuery(search: URLSearchParams): string {
  const kept = new URLSearchParams(search);
  for (const name of ['line', 'report']) kept.delete(name);
  kept.sort();
  return kept.toString();
}

/** Saved ways to look at the list; the one that is shown can be shared or removed. `closed`: why not to share. */
export function ViewsMenu({ closed }: { readonly closed: string | null }) {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [saving, setSaving] = useState(false);
  const views = useSavedViews().data?.items ?? [];
  const query = viewQuery(search);
  const shown = views.find((view) => view.query === query) ?? null;
  const groups = [
    ['Mine', views.filter(({ isOwn }) => isOwn)],
    ['Shared', views.filter(({ isOwn }) => !isOwn)],
  ] as const;
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button dense>
            <Bookmark size={14} className="max-2xl:hidden" aria-hidden />{' '}
            {shown === null ? 'Views' : shown.name} <ChevronDown size={14} aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="start" sideOffset={6} className={menuContent} aria-label="Views">
            {groups.map(([name, some]) =>
              some.length === 0 ? null : (
                <DropdownMenu.Group key={name} aria-label={name}>
                  <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-label font-semibold text-ink-3">
                    {name}
                  </DropdownMenu.Label>
                  {some.map((view) => (
                    <DropdownMenu.Item
                      key={view.id}
                      className={menuItem}
                      onSelect={() => navigate(`/usage?${view.query}`)}
                    >
                      <VendorText text={view.name} oneLine className="min-w-0 grow" />
                      <span className="text-label text-ink-3">{noteOf(view)}</span>
                    </DropdownMenu.Item>
                  ))}
                </DropdownMenu.Group>
              ),
            )}
            {views.length === 0 ? null : <DropdownMenu.Separator className="my-1 h-px bg-line" />}
            <DropdownMenu.Item className={menuItem} onSelect={() => setSaving(true)}>
              Save this view…
            </DropdownMenu.Item>
            {shown?.isOwn === true ? <OwnView view={shown} closed={closed} /> : null}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {saving ? <SaveView query={query} closed={closed} onClose={() => setSaving(false)} /> : null}
    </>
  );
}

const noteOf = ({ isOwn, shared, owner }: View): string =>
  isOwn ? (shared ? 'shared' : '') : `by ${owner.name ?? 'a former member'}`;

/** What can be done with the own view that is shown. */
function OwnView({ view, closed }: { readonly view: View; readonly closed: string | null }) {
  const change = useChangeView();
  const remove = useRemoveView();
  const toast = useToast();
  const failed = (error: unknown): void => toast(asApiError(error).title);
  return (
    <>
      {view.shared || closed === null ? (
        <DropdownMenu.Item
          className={menuItem}
          onSelect={() => change.mutate({ id: view.id, shared: !view.shared }, { onError: failed })}
        >
          {view.shared ? 'Share no longer' : 'Share with everybody'}
        </DropdownMenu.Item>
      ) : null}
      <DropdownMenu.Item
        className={menuItem}
        onSelect={() => remove.mutate(view.id, { onError: failed, onSuccess: () => toast('View removed') })}
      >
        Remove this view
      </DropdownMenu.Item>
    </>
  );
}

function SaveView({
  query,
  closed,
  onClose,
}: {
  readonly query: string;
  readonly closed: string | null;
  readonly onClose: () => void;
}) {
  const { key, renew } = useFormKey();
  const save = useSaveView();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const missing = name.trim() === '' ? 'Give it a name.' : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null || save.isPending) return;
    save.mutate(
      { key, view: { name: name.trim(), query, shared } },
      { onSuccess: onClose, onError: (error) => asApiError(error).status !== 0 && renew() },
    );
  };
  return (
    <Modal title="Save this view" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={name}
          onChange={(typed) => setName(typed.slice(0, 60))}
          hint="Filters and order, as they are now."
        />
        <label className="flex min-h-7 items-center gap-2 text-table">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={shared}
            disabled={closed !== null}
            onChange={(event) => setShared(event.target.checked)}
          />
          Share with everybody{closed === null ? '' : `. ${closed}`}
        </label>
        {save.error === null ? null : <ErrorCard error={save.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <ClosedButton type="submit" look="primary" busy={save.isPending} reason={missing} reasonAt="before">
            Save view
          </ClosedButton>
        </div>
      </form>
    </Modal>
  );
}
