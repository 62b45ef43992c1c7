import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { NoticeInfo } from '../api/notices.ts';
import type { RunInfo } from '../api/runs.ts';
import { syncKeys } from '../api/syncs.ts';
import { inPseudoLocale, literalsIn } from '../components/literals.fixture.ts';
import { Served, serve } from '../context/served.fixture.tsx';
import { Actions } from './integration/actions.tsx';
import { Overview } from './integration/overview.tsx';
import { AvailableCards } from './integrations/available-cards.tsx';
import { ConnectedTable } from './integrations/connected-table.tsx';
import { HistoryTable } from './history/history-table.tsx';
import { HistoryToolbar } from './history/history-toolbar.tsx';
import { historyRows } from './history/history-rows.ts';
import { useHistoryTexts } from './history/texts.ts';
import { SeatChanges } from './history/seat-changes.tsx';
import AuditScreen from './audit/screen.tsx';
import { Acknowledge } from './notices/acknowledge.tsx';
import { NoticeTimes } from './notices/notice-times.tsx';
import { SeverityMark } from './notices/severity-mark.tsx';
import { RunDetail } from './runs/run-detail.tsx';
import { measuresWith } from './usage-line/measures.fixture.ts';

const at = '2020-03-02T09:00:00.000Z';
const notice = {
  firstAt: at,
  lastAt: at,
  times: 2,
  closedAt: at,
  severity: 'error',
  title: 'T',
  acknowledgeable: true,
} as NoticeInfo;
const run = {
  id: 'R',
  integrationId: 'I',
  trigger: 'retry',
  state: 'partial',
  cause: null,
  stalled: null,
  warnings: [],
  usageLine: null,
  ofRunId: 'R',
  joinedRunId: null,
  cancelRequestedAt: null,
  requestedBy: { kind: 'member', id: 'M', name: null },
  queuedAt: at,
  startedAt: at,
  endedAt: at,
  totals: { counted: 58, incomplete: 1, failed: 2 },
  calls: { vendor: 60, vendorFormula: 60, vendorUnreadable: 3, psa: 155 },
  temporalUrl: '/',
  progress: { done: 61, counted: 58, failed: 3, total: 61, step: null },
  agreements: {
    read: 5,
    failed: [{ agreementId: '7', name: null, cause: null }],
    pending: 0,
    asLoaded: 2,
    inBackgroundRead: 1,
  },
} as unknown as RunInfo;
const integration = {
  id: 'I',
  vendor: 'V',
  module: 'X',
  phase: 'mapping',
  status: 'X',
  lastGoodSyncAt: null,
  accounts: { mapped: 1, total: 2 },
  seats: null,
  openLines: 1,
  cause: null,
  measures: measuresWith({}),
  currency: 'USD',
  since: at,
  writeRight: 'proven',
  writeRightAt: at,
  writeBackEnabled: true,
  keepNames: true,
} as never;

/** A reading, and what people decided on it. */
function History() {
  const text = useHistoryTexts();
  const rows = historyRows(
    {
      readings: [{ readAt: at, seats: null, cause: null, byStatus: null }],
      lines: [{ at, usageLineId: 'U', version: 1, kind: 'X', vendorQuantity: 1, psaQuantity: '1' }],
      approvals: [
        {
          at,
          approvalLineId: 'A',
          approvalId: 'A',
          before: '1',
          after: '2',
          targetInvoice: { message: 'X' },
          state: 'X',
          by: { name: null },
        },
      ],
    } as unknown as Parameters<typeof historyRows>[0],
    text,
  );
  return (
    <>
      <HistoryToolbar range="all" view="chart" change={() => undefined} />
      <SeatChanges moves={{ since: 'X', sinceAt: at, came: [], went: [] }} />
      <HistoryTable rows={rows} text={text} />
    </>
  );
}

/** The parts of each screen that have its texts; what they show of a row is written without words. */
const parts: Readonly<Record<string, ReactNode>> = {
  notices: (
    <>
      <SeverityMark severity="error" />
      <NoticeTimes notice={notice} />
      <Acknowledge notice={notice} />
    </>
  ),
  integration: (
    <>
      <Overview integration={integration} />
      <Actions integration={integration} />
    </>
  ),
  history: <History />,
  audit: <AuditScreen />,
  runs: <RunDetail runId="R" />,
  integrations: (
    <>
      <AvailableCards
        vendors={[{ id: 'V', name: 'V', shortName: 'V', modules: [] } as never]}
        integrations={[integration]}
      />
      <ConnectedTable integrations={[integration]} />
    </>
  ),
};

/** Names and rows of fixtures. */
const data = [
  'Seats Inc',
  'Bills',
  'Mar 2, 2020, 9:00 AM',
  'Mar 2, 2020, 9:00:00 AM UTC',
  'Everybody takes a seat.',
  'V',
  'X',
  'USD',
  'CSV',
  '0 sec',
];

describe('the texts of screens', () => {
  beforeEach(() => {
    serve({});
    inPseudoLocale();
  });

  it.each(Object.keys(parts))(
    'have no literal on %s: all are in the brackets of the pseudo-locale',
    (name) => {
      const { container } = render(
        <Served known={[[[...syncKeys.all, 'run', 'R'], run]]}>{parts[name]}</Served>,
      );
      expect(container.textContent).toContain('[');
      expect(literalsIn(container, data)).toEqual([]);
    },
  );
});
