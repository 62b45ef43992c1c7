import { type NoticeInfo, useAcknowledge } from '../../api/notices.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { useNoticesTexts } from './texts.ts';

/** For a notice that stays until a person has read it; nothing for the others, which close with their cause. */
export function Acknowledge({ notice }: { readonly notice: NoticeInfo }) {
  const acknowledge = useAcknowledge(notice);
  const closed = useDisabledReason()('acknowledge');
  const toast = useToast();
  const text = useNoticesTexts();
  if (!notice.acknowledgeable || notice.state === 'closed') return null;
  return (
    <div className="flex shrink-0 flex-col items-end gap-1">
      <ButtonWithReason
        reason={closed}
        aria-label={text('console-notices.acknowledge-of', { title: notice.title })}
        busy={acknowledge.isPending}
        onClick={() =>
          // The row may be gone with its notice by then, so it is said by the promise and not by the row.
          void acknowledge.mutateAsync(crypto.randomUUID()).then(
            () => toast(text('console-notices.acknowledged')),
            () => undefined,
          )
        }
      >
        {text('console-notices.acknowledge')}
      </ButtonWithReason>
      {acknowledge.error === null ? null : <ErrorCard error={acknowledge.error} />}
    </div>
  );
}
