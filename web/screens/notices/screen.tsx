import { Link, useSearchParams } from '../../components/router.tsx';
import { type NoticeInfo, useNotices } from '../../api/notices.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { formatCount } from '../../values/format.ts';
import { NoticeTimes } from './notice-times.tsx';
import { Page } from '../../components/page.tsx';
import { PagedView } from '../../components/paged-view.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { SeverityMark } from './severity-mark.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { AnswerRows } from './answer-rows.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { placeOf } from './notice-links.ts';
import { useNoticesTexts } from './texts.ts';

/** What asks for a person, the gravest first; closed ones are kept for reading. */
export default function Screen() {
  const text = useNoticesTexts();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') === 'closed' ? 'closed' : 'open';
  const list = useNotices(state);
  useShownVersion(list.isPlaceholderData ? undefined : list.version);
  return (
    <Page title={text('console-notices.title')}>
      <div className="flex flex-col gap-3">
        <FilterBar>
          <SelectField
            label={text('console-notices.state')}
            hideLabel
            dense
            value={state}
            choices={[
              { value: 'open', words: text('console-notices.open') },
              { value: 'closed', words: text('console-notices.closed') },
            ]}
            onChange={(value) => setSearch(value === 'closed' ? { state: value } : {})}
          />
          {list.total === null ? null : (
            <span className="text-table text-ink-2">{formatCount(list.total)}</span>
          )}
        </FilterBar>
        <PagedView list={list} empty={<EmptyState text={text(`console-notices.none-${state}`)} />}>
          {(notices) => (
            <ul className="divide-y divide-line rounded-card border border-line bg-surface">
              {notices.map((notice) => (
                <NoticeRow key={notice.id} notice={notice} />
              ))}
            </ul>
          )}
        </PagedView>
      </div>
    </Page>
  );
}

function NoticeRow({ notice }: { readonly notice: NoticeInfo }) {
  const text = useNoticesTexts();
  const { title, detail, severity } = notice;
  const { advice } = notice;
  const place = placeOf(notice);
  return (
    <li className="flex flex-wrap gap-3 px-4 py-3 sm:flex-nowrap">
      <SeverityMark severity={severity} />
      <div className="flex min-w-0 grow basis-0 flex-col gap-1">
        <p className="font-medium">{title}</p>
        {detail === '' ? null : (
          <p>
            <VendorText text={detail} />
          </p>
        )}
        {advice === '' ? null : <p className="text-ink-2">{advice}</p>}
        <p>
          <NoticeTimes notice={notice} />
        </p>
      </div>
      <div className="flex shrink-0 items-start justify-end gap-3 empty:hidden max-sm:basis-full">
        <Acknowledge notice={notice} />
        {notice.code === 'AuditChainBroken' && notice.state === 'open' ? <AnswerRows /> : null}
        {place === null ? null : (
          <Link to={place.to} className="text-accent hover:underline max-sm:py-1">
            {text(place.name)}
          </Link>
        )}
      </div>
    </li>
  );
}
