import { type NoticeInfo, useAcknowledge } from '../../api/notices.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useWhyClosed } from '../../app/use-why-closed.ts';

/** For a notice that stays until somebody has read it; nothing for the others, which close with their cause. */
export function Acknowledge({ notice }: { readonly notice: NoticeInfo }) {
  const acknowledge = useAcknowledge(notice.id);
  const closed = useWhyClosed()('acknowledge');
  const toast = useToast();
  if (!notice.acknowledgeable || notice.state === 'closed') return null;
  return (
    <div className="flex shrink-0 flex-col items-end gap-1">
      <ClosedButton
        reason={closed}
        aria-label={`Acknowledge: ${notice.title}`}
        busy={acknowledge.isPending}
        onClick={() =>
          acknowledge.mutate(crypto.randomUUID(), {
            onSuccess: () => toast('Acknowledged. It is kept under Closed.'),
          })
        }
      >
        Acknowledge
      </ClosedButton>
      {acknowledge.error === null ? null : <ErrorCard error={acknowledge.error} />}
    </div>
  );
}
