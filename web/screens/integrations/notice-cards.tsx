import { TriangleAlert } from 'lucide-react';
import type { z } from 'zod';
import type { Notice } from '../../../contracts/api/people.ts';
import { DataAge } from '../../components/instant.tsx';
import { VendorText } from '../../components/vendor-text.tsx';

const shown = 3;

/** Open notices, the newest first; the rest is folded. */
export function NoticeCards({ notices }: { readonly notices: readonly z.output<typeof Notice>[] }) {
  if (notices.length === 0) return null;
  const rest = notices.slice(shown);
  return (
    <div className="flex flex-col gap-2">
      <NoticeList notices={notices.slice(0, shown)} />
      {rest.length === 0 ? null : (
        <details>
          <summary className="w-fit cursor-pointer text-accent">{rest.length} more</summary>
          <div className="mt-2">
            <NoticeList notices={rest} />
          </div>
        </details>
      )}
    </div>
  );
}

function NoticeList({ notices }: { readonly notices: readonly z.output<typeof Notice>[] }) {
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-surface">
      {notices.map(({ id, title, advice, detail, lastAt }) => (
        <li key={id} className="flex gap-2 px-4 py-2">
          <TriangleAlert size={16} className="mt-0.5 shrink-0 text-warn-mark" aria-hidden />
          <div className="min-w-0 grow">
            <p>
              <span className="font-medium">{title}</span> <DataAge words="" at={lastAt} />
            </p>
            <p className="text-table text-ink-2">
              {detail === '' ? null : (
                <>
                  <VendorText text={detail} />{' '}
                </>
              )}
              {advice}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
