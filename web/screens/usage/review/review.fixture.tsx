import type { ReactNode } from 'react';
import { MemoryRouter } from '../../../components/memory-router.fixture.tsx';
import { WordsContext } from '../../../components/words.ts';
import type { Draft } from '../../usage-line/line-facts.ts';
import {
  type Deciding,
  type Drafts,
  type Places,
  type Question,
  type Review,
  ReviewProvider,
  type Rules,
} from './review.tsx';
import { fixtureWords } from '../../../context/words.fixture.ts';
import type { RowState } from './use-decisions.ts';

const calm: RowState = { saving: false, moved: null, rejection: null };
const nothing = (): Promise<void> => Promise.resolve();

/** A review of an approver of an integration with write-back on; `done` is what people caused, in order. */
export function reviewFixture(more: Partial<Rules & Drafts & Deciding> = {}, draft: Draft = {}) {
  const done: string[] = [];
  const asked: Question[] = [];
  const note =
    (what: string) =>
    ({ label }: { readonly label: string }): void => {
      done.push(`${what} ${label}`);
    };
  const rules: Rules = {
    month: 'November',
    currency: 'USD',
    closed: () => null,
    isWriteBackEnabled: () => true,
    approveWord: () => 'approve',
  };
  const drafts: Drafts = { draftOf: () => draft, draft: () => undefined };
  const deciding: Deciding = {
    decisions: {
      stateOf: () => calm,
      isOwn: () => false,
      isBusy: () => false,
      decide: () => Promise.resolve([]),
      settled: nothing,
      reload: () => Promise.resolve(null),
      reloadBillingTarget: nothing,
      mark: () => undefined,
    },
    approve: note('approved'),
    approveNow: nothing,
    adjust: nothing,
    setAside: (row, decision) => {
      done.push(`${decision} ${row.label}`);
    },
    ended: nothing,
    undo: nothing,
    readAgain: note('read again'),
  };
  const places: Places = {
    ask: (question) => {
      if (question !== null) asked.push(question);
    },
    open: () => undefined,
    reject: (why, row) => {
      done.push(`rejected ${row.label}: ${why}`);
    },
    toMapping: note('mapping of'),
    toNext: () => undefined,
  };
  const review: Review = {
    rules: { ...rules, ...more },
    drafts: { ...drafts, ...more },
    deciding: { ...deciding, ...more },
    places,
  };
  const Around = ({ children }: { readonly children: ReactNode }) => (
    <MemoryRouter>
      <WordsContext value={() => fixtureWords}>
        <ReviewProvider review={review}>{children}</ReviewProvider>
      </WordsContext>
    </MemoryRouter>
  );
  return { review, done, asked, Around };
}
