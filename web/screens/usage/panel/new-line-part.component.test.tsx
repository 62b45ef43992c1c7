import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UsageDetail } from '../../../api/usage.ts';
import { serve, Served } from '../../../context/served.fixture.tsx';
import { linePreview, newLineOffer } from '../../line-change/line-change.fixture.ts';
import type { Draft } from '../../usage-line/line-facts.ts';
import { increaseRow } from '../../usage-line/usage-row.fixture.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import NewLinePart from './new-line-part.tsx';

const row = { ...increaseRow, kind: 'new' as const, billingTarget: null, target: null };
const detail = { ...row, advice: null } as unknown as UsageDetail;

it('shows what was entered again after the panel was closed', async () => {
  serve({
    [`GET /usage-lines/${row.id}/line-to-create`]: () => [200, newLineOffer],
    [`POST /usage-lines/${row.id}/line-change/preview`]: () => [200, linePreview],
  });
  let kept: Draft = {};
  const { Around } = reviewFixture({
    draftOf: () => kept,
    draft: (_, change) => {
      kept = { ...kept, ...change };
    },
  });
  const shown = () =>
    render(
      <Served>
        <Around>
          <NewLinePart row={row} detail={detail} />
        </Around>
      </Served>,
    );
  const first = shown();
  await userEvent.type(await screen.findByLabelText('Unit price'), '3.5');
  await userEvent.type(screen.getByLabelText('Reason for this price'), 'MSA');
  await waitFor(() => expect(kept.newLine?.ready).toMatchObject({ reason: 'MSA' }));
  first.unmount();
  shown();
  expect((await screen.findByLabelText<HTMLInputElement>('Unit price')).value).toBe('3.5');
  expect(kept.newLine).toMatchObject({ version: row.version, choice: { reason: 'MSA' } });
});
