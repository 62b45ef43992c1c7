import type { NoticeInfo } from '../../api/notices.ts';
import { Instant } from '../../components/instant.tsx';
import { useNoticesTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** Since when, how often, when last, and when it closed. */
export function NoticeTimes({
  notice: { firstAt, lastAt, times, closedAt },
}: {
  readonly notice: NoticeInfo;
}) {
  const text = useNoticesTexts();
  return (
    <span className="text-label text-ink-3">
      {times > 1 ? (
        filled(
          text('console-notices.times', { count: times, since: slot(0), last: slot(1) }),
          <Instant at={firstAt} />,
          <Instant at={lastAt} />,
        )
      ) : (
        <Instant at={lastAt} />
      )}
      {closedAt === null ? null : (
        <> · {filled(text('console-notices.closed-at', { when: slot(0) }), <Instant at={closedAt} />)}</>
      )}
    </span>
  );
}
