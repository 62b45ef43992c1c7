import type { LinePreview } from '../../api/line-changes.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { amount } from '../../values/figure.ts';
import { RequestView } from './request-view.tsx';
import type { LineChangeText } from './texts.ts';
import type { ReadPart } from './use-new-line.ts';

/** What would be approved in one sentence, with what to know before, and the exact requests. */
export function PreviewPart({
  preview: { data, error, readAgain },
  text,
}: {
  readonly preview: ReadPart<LinePreview>;
  readonly text: LineChangeText;
}) {
  if (data === undefined) return error === null ? null : <ErrorCard error={error} onRetry={readAgain} />;
  const { sentence, perMonth, currency, cautions, rejected, requests } = data;
  return (
    <div className="flex flex-col gap-1">
      <p role="status" className="font-semibold">
        <VendorText text={sentence.message} />
        <span className="block font-normal">
          {perMonth === null
            ? text('console-line-change.value-unknown')
            : text('console-line-change.per-month', {
                amount: amount(perMonth, { signed: true, named: true, currency }),
              })}
        </span>
      </p>
      {cautions.map(({ code, message }) => (
        <p key={code + message} className="text-warn">
          <VendorText text={message} />
        </p>
      ))}
      {rejected === null ? null : (
        <p role="alert" className="text-bad">
          <VendorText text={rejected.message} />
        </p>
      )}
      {requests.length === 0 ? null : <RequestView requests={requests} text={text} />}
    </div>
  );
}
