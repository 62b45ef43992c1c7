import { Link } from '../../components/router.tsx';
import type { Integration } from '../../api/integrations.ts';
import { type NoticeInfo, useOpenNotices } from '../../api/notices.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { NoticeTimes } from '../notices/notice-times.tsx';
import { SeverityMark } from '../notices/severity-mark.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { Acknowledge } from '../notices/acknowledge.tsx';
import { problemsOf } from './problems.ts';
import { useIntegrationsTexts } from './texts.ts';

const shown = 3;

/** Open notices, most severe first, without those that the row of an integration below reports; the rest is folded. */
export function OpenNotices({ integrations }: { readonly integrations: readonly Integration[] }) {
  const text = useIntegrationsTexts();
  const { runs } = useRunWatch();
  const reported = new Map(
    integrations.map((one) => [
      one.id,
      new Set(problemsOf(one, runs, text).flatMap((problem) => problem.notices)),
    ]),
  );
  const notices = (useOpenNotices() ?? []).filter(
    ({ integrationId, code }) => integrationId === null || reported.get(integrationId)?.has(code) !== true,
  );
  if (notices.length === 0) return null;
  const rest = notices.slice(shown);
  return (
    <section aria-labelledby="notices" className="flex flex-col gap-2">
      <div className="flex items-baseline gap-3">
        <h2 id="notices" className="grow text-section font-semibold">
          {text('console-integrations.notices')}
        </h2>
        <Link to="/notices" className="text-accent hover:underline">
          {text('console-integrations.all-notices')}
        </Link>
      </div>
      <NoticeList notices={notices.slice(0, shown)} />
      {rest.length === 0 ? null : (
        <details>
          <summary className="w-fit cursor-pointer text-accent">
            {text('console-integrations.more', { count: rest.length })}
          </summary>
          <div className="mt-2">
            <NoticeList notices={rest} />
          </div>
        </details>
      )}
    </section>
  );
}

function NoticeList({ notices }: { readonly notices: readonly NoticeInfo[] }) {
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-surface">
      {notices.map((notice) => {
        const { id, title, advice, detail, severity } = notice;
        return (
          <li key={id} className="flex flex-wrap gap-2 px-4 py-2 sm:flex-nowrap">
            <SeverityMark severity={severity} />
            <div className="min-w-0 grow basis-0">
              <p>
                <span className="font-medium">{title}</span> <NoticeTimes notice={notice} />
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
            <div className="flex shrink-0 justify-end empty:hidden max-sm:basis-full">
              <Acknowledge notice={notice} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
