import type { LinePreview } from '../../api/line-changes.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import type { LineChangeText } from './texts.ts';

/** Exactly what is sent once it is approved, folded until it is wanted. */
export function RequestView({
  requests,
  text,
}: {
  readonly requests: LinePreview['requests'];
  readonly text: LineChangeText;
}) {
  return (
    <details className="text-table">
      <summary className="w-fit cursor-pointer text-accent underline">
        {text('console-line-change.request', { count: requests.length })}
      </summary>
      <ol className="mt-1 flex flex-col gap-2">
        {requests.map(({ method, path, body, note }, nth) => (
          <li key={nth} className="flex flex-col gap-1">
            <pre
              // Long lines scroll, so keys must reach them.
              tabIndex={0}
              aria-label={text('console-line-change.request-of', { number: nth + 1, method, path })}
              className="overflow-x-auto rounded-control bg-sunken p-2 font-mono text-label"
            >
              {method} {path}
              {body === null ? '' : `\n\n${JSON.stringify(body, null, 2)}`}
            </pre>
            {note === null ? null : (
              <p className="text-label text-ink-2">
                <VendorText text={note.message} />
              </p>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
