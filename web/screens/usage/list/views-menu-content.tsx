import { DropdownMenu } from 'radix-ui';
import { type SyntheticEvent, useState } from 'react';
import { useNavigate } from '../../../components/router.tsx';
import { asApiError } from '../../../values/problem.ts';
import { useChangeView, useRemoveView, useSaveView, type View } from '../../../api/saved-views.ts';
import { focusFirstItem } from '../../../components/first-item.ts';
import { menuContent, menuItem } from '../../../components/menu-look.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { type ListText, useListTexts } from './texts.ts';
import { useShownView, ViewsButton, type ViewsMenuContentProps } from './views-menu.tsx';

/** The saved views, open; `views-menu.tsx` loads them. */
export default function ViewsMenuContent({ closed, byKeyboard }: ViewsMenuContentProps) {
  const navigate = useNavigate();
  const text = useListTexts();
  const [saving, setSaving] = useState(false);
  const { views, query, shown } = useShownView();
  const groups = [
    [text('console-usage-list.mine'), views.filter(({ isOwn }) => isOwn)],
    [text('console-usage-list.shared'), views.filter(({ isOwn }) => !isOwn)],
  ] as const;
  return (
    <>
      <DropdownMenu.Root defaultOpen>
        <DropdownMenu.Trigger asChild>
          <ViewsButton />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            ref={byKeyboard ? focusFirstItem : null}
            align="start"
            sideOffset={6}
            className={menuContent}
            aria-label={text('console-usage-list.views')}
          >
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
                      <span className="text-label text-ink-3">{noteOf(view, text)}</span>
                    </DropdownMenu.Item>
                  ))}
                </DropdownMenu.Group>
              ),
            )}
            {views.length === 0 ? null : <DropdownMenu.Separator className="my-1 h-px bg-line" />}
            <DropdownMenu.Item className={menuItem} onSelect={() => setSaving(true)}>
              {text('console-usage-list.save-view-asks')}
            </DropdownMenu.Item>
            {shown?.isOwn === true ? <OwnView view={shown} closed={closed} /> : null}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {saving ? <SaveView query={query} closed={closed} onClose={() => setSaving(false)} /> : null}
    </>
  );
}

function noteOf({ isOwn, shared, owner }: View, text: ListText): string {
  if (isOwn) return shared ? text('console-usage-list.is-shared') : '';
  return owner.name === null
    ? text('console-usage-list.by-former')
    : text('console-usage-list.by', { name: owner.name });
}

/** What can be done with the own view that is shown. */
function OwnView({ view, closed }: { readonly view: View; readonly closed: string | null }) {
  const change = useChangeView();
  const remove = useRemoveView();
  const toast = useToast();
  const text = useListTexts();
  const failed = (error: unknown): void => toast(asApiError(error).title);
  return (
    <>
      {view.shared || closed === null ? (
        <DropdownMenu.Item
          className={menuItem}
          onSelect={() => change.mutate({ id: view.id, shared: !view.shared }, { onError: failed })}
        >
          {text(view.shared ? 'console-usage-list.stop-sharing' : 'console-usage-list.share')}
        </DropdownMenu.Item>
      ) : null}
      <DropdownMenu.Item
        className={menuItem}
        onSelect={() =>
          remove.mutate(view.id, {
            onError: failed,
            onSuccess: () => toast(text('console-usage-list.view-deleted')),
          })
        }
      >
        {text('console-usage-list.delete-view')}
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
  const text = useListTexts();
  const save = useSaveView();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const missing = name.trim() === '' ? text('console-usage-list.enter-name') : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing !== null || save.isPending) return;
    save.mutate(
      { key, view: { name: name.trim(), query, shared } },
      { onSuccess: onClose, onError: (error) => asApiError(error).status !== 0 && renew() },
    );
  };
  return (
    <Modal title={text('console-usage-list.save-view')} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={text('console-usage-list.name')}
          value={name}
          onChange={(typed) => setName(typed.slice(0, 60))}
          hint={text('console-usage-list.keeps')}
        />
        <label className="flex min-h-7 items-center gap-2 text-table">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={shared}
            disabled={closed !== null}
            onChange={(event) => setShared(event.target.checked)}
          />
          {closed === null
            ? text('console-usage-list.share')
            : text('console-usage-list.share-closed', { reason: closed })}
        </label>
        {save.error === null ? null : <ErrorCard error={save.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-usage-list.cancel')}</Button>
          <ButtonWithReason
            type="submit"
            look="primary"
            busy={save.isPending}
            reason={missing}
            reasonAt="before"
          >
            {text('console-usage-list.save-view')}
          </ButtonWithReason>
        </div>
      </form>
    </Modal>
  );
}
