import { useState } from 'react';
import { type MemberInfo, useMembers } from '../../api/people.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

export interface RequireSsoDialogProps {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onConfirm: (endSessions: boolean) => void;
  readonly onClose: () => void;
}

/** Who could no longer sign in once single sign-on is required. */
const isShutOut = ({ isConnected, breakGlass, disabledAt }: MemberInfo): boolean =>
  !isConnected && !breakGlass && disabledAt === null;

/** Says who is not connected yet, and asks about open sessions that no provider opened. */
export function RequireSsoDialog({ busy, error, onConfirm, onClose }: RequireSsoDialogProps) {
  const members = useMembers();
  const [endSessions, setEndSessions] = useState(true);
  const text = useTexts(consoleSignInPolicy);
  return (
    <ConfirmDialog
      title={text('console-sign-in-policy.require-title')}
      confirm={text('console-sign-in-policy.require')}
      danger
      busy={busy}
      error={error}
      onConfirm={() => onConfirm(endSessions)}
      onClose={onClose}
    >
      <QueryView query={members}>
        {({ items }) => <NotConnected members={items.filter(isShutOut)} />}
      </QueryView>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1 size-4 accent-accent"
          checked={endSessions}
          onChange={(event) => setEndSessions(event.target.checked)}
        />
        <span>{text('console-sign-in-policy.end-sessions')}</span>
      </label>
      <p className="text-table text-ink-2">{text('console-sign-in-policy.end-sessions-why')}</p>
    </ConfirmDialog>
  );
}

function NotConnected({ members }: { readonly members: readonly MemberInfo[] }) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <div className="flex flex-col gap-2">
      <p>{text('console-sign-in-policy.not-connected', { members: members.length })}</p>
      {members.length === 0 ? null : (
        <ul className="max-h-60 overflow-y-auto rounded-card border border-line px-3 py-2">
          {members.map(({ id, name, email }) => (
            <li key={id} className="flex flex-wrap gap-x-2">
              <VendorText text={name} />
              <span className="text-label text-ink-3">
                <VendorText text={email} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
