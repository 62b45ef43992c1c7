import type { NoticeInfo } from '../../api/notices.ts';
import { formatCount } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';

/** Since when, how often, when last, and when it closed. */
export function NoticeTimes({
  notice: { firstAt, lastAt, times, closedAt },
}: {
  readonly notice: NoticeInfo;
}) {
  return (
    <span className="text-label text-ink-3">
      {times > 1 ? (
        <>
          {formatCount(times)} times since <Instant at={firstAt} />, last{' '}
        </>
      ) : null}
      <Instant at={lastAt} />
      {closedAt === null ? null : (
        <>
          {' '}
          · closed <Instant at={closedAt} />
        </>
      )}
    </span>
  );
}
