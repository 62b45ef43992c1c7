import { useParams, useSearchParams } from '../../components/router.tsx';
import {
  UnusedReason,
  unusedSeatsFile,
  type UnusedQuestion,
  useUnusedSeats,
} from '../../api/unused-seats.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Leave } from '../../components/report-layout.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSearchText } from '../../components/use-search-text.ts';
import { CleanUpBody } from './clean-up-body.tsx';
import { reasonText } from './reason-text.ts';
import { tableFiles } from '../../context/report-files.ts';
import { useCleanUpTexts } from './texts.ts';

/** Seats that are billed and that nobody uses: where cleaning up pays. The address keeps what is asked for. */
export default function Screen() {
  const { id = '' } = useParams();
  const text = useCleanUpTexts(id);
  const [params, setParams] = useSearchParams();
  const reason = UnusedReason.safeParse(params.get('reason'));
  const question: UnusedQuestion = {
    reason: reason.success ? reason.data : null,
    q: params.get('q') ?? '',
  };
  const ask = (change: Partial<Record<'reason' | 'q', string>>): void =>
    setParams(
      Object.entries({ reason: question.reason ?? '', q: question.q, ...change }).filter(
        ([, value]) => value !== '',
      ),
      { replace: true },
    );
  const [typed, setTyped] = useSearchText(question.q, (q) => ask({ q }));
  const query = useUnusedSeats(id, question);
  const { data } = query;
  useShownVersion(query.isPlaceholderData ? undefined : data?.dataVersion, id);
  return (
    <Page
      title={text('console-clean-up.title')}
      actions={<Leave files={tableFiles((format) => unusedSeatsFile(id, question, format))} />}
    >
      <QueryView query={query}>
        {(unused) => (
          <div className="flex flex-col gap-5">
            <div className="flex flex-wrap items-end gap-4 print:hidden">
              <SelectField
                label={text('console-clean-up.reason')}
                value={question.reason ?? ''}
                choices={[
                  { value: '', words: text('console-clean-up.every-reason') },
                  ...UnusedReason.options.map((one) => ({
                    value: one,
                    words: text('console-clean-up.reason-count', {
                      reason: reasonText(one, unused.days, text),
                      count: unused.byReason[one] ?? 0,
                    }),
                  })),
                ]}
                onChange={(value) => ask({ reason: value })}
              />
              <TextField label={text('console-clean-up.customer')} value={typed} onChange={setTyped} />
            </div>
            <CleanUpBody unused={unused} integrationId={id} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
