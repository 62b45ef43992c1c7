import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { formatCount, plural } from '../../values/format.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { acknowledge, accountName, companyName, exclude, seatSum } from './account-rows.ts';
import type { Words } from '../../components/words.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { MappingActs, MappingLists, Question } from './use-account-mapping.ts';

const excludeReasons = ['Shared, billed by hand', 'Internal use', 'NFR', 'Pilot', 'Left us'] as const;

/** What is asked before something is decided; nothing while nothing is asked. */
export function Questions({
  question,
  acts,
  onCompany,
  words,
  onExclude,
}: {
  readonly question: Question | null;
  readonly acts: MappingActs;
  readonly onCompany: MappingLists['onCompany'];
  readonly words: Words;
  /** An account was excluded: it takes no company. */
  readonly onExclude: () => void;
}) {
  const { ask } = acts;
  const { vendor } = words;
  const close = (): void => ask(null);
  const then = (run: () => void) => (): void => {
    close();
    run();
  };
  switch (question?.kind) {
    case undefined:
      return null;
    case 'map':
      return (
        <MapQuestion
          question={question}
          onCompany={onCompany}
          words={words}
          onClose={close}
          onConfirm={then(() => acts.mapNow(question.accounts, question.company))}
        />
      );
    case 'exclude':
      return (
        <ReasonDialog
          title={`Exclude ${nameOf(question.accounts)}?`}
          confirm="Exclude"
          presets={excludeReasons}
          onClose={close}
          onConfirm={(reason) => {
            close();
            onExclude();
            acts.decide(
              question.accounts.map((account) => exclude(account, reason)),
              {
                saving: `${nameOf(question.accounts)}, excluded`,
                saved: (count) =>
                  `Excluded ${count === 1 ? nameOf(question.accounts.slice(0, 1)) : `${count} accounts`}: ${reason}.`,
              },
            );
          }}
        >
          Not billed from now on. Its seats are still read and counted, since {vendor} charges for them.
        </ReasonDialog>
      );
    case 'acknowledge':
      return (
        <ReasonDialog
          title={`Acknowledge why ${accountName(question.account)} is not read?`}
          confirm="Acknowledge"
          presets={[]}
          onClose={close}
          onConfirm={(reason) => {
            close();
            acts.decide([acknowledge(question.account, reason)], {
              saving: accountName(question.account),
              saved: () => `Acknowledged the cause of ${accountName(question.account)}.`,
            });
          }}
        >
          {question.account.newestRead?.cause?.title ?? `${vendor} no longer lists this account`}. It no
          longer makes a run partial; it stays in the totals as not read.
        </ReasonDialog>
      );
    case 'unmap':
      return (
        <ConfirmDialog
          title={`Unmap ${nameOf(question.accounts)}?`}
          confirm={`Unmap ${question.accounts.length}`}
          onClose={close}
          onConfirm={then(() => acts.unmapNow(question.accounts))}
        >
          <Names names={question.accounts.map(({ label }) => label)} />
        </ConfirmDialog>
      );
    case 'accept':
      return (
        <ConfirmDialog
          title={`Accept ${plural(question.suggestions.length, 'exact suggestion')}?`}
          confirm={`Accept ${question.suggestions.length}`}
          onClose={close}
          onConfirm={then(() => acts.acceptNow(question.suggestions))}
        >
          <p>No other {words.company} has the name.</p>
          <Names
            names={question.suggestions.map(
              ({ account, company, words: reason }) =>
                `${account.name} → ${companyName(company, words)}: ${reason}`,
            )}
          />
        </ConfirmDialog>
      );
  }
}

const nameOf = (accounts: readonly Parameters<typeof accountName>[0][]): string =>
  accounts.length === 1 && accounts[0] !== undefined
    ? accountName(accounts[0])
    : plural(accounts.length, 'account');

function MapQuestion({
  question: { accounts, company },
  onCompany,
  words,
  onClose,
  onConfirm,
}: {
  readonly question: Extract<Question, { kind: 'map' }>;
  readonly onCompany: MappingLists['onCompany'];
  readonly words: Words;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) {
  const ids = new Set(accounts.map(({ id }) => id));
  const there = onCompany(company.id).filter(({ id }) => !ids.has(id));
  const moved = accounts.filter(({ mapping: { state } }) => state === 'mapped');
  const line = [...there, ...accounts];
  const sum = seatSum(line);
  const title =
    there.length > 0
      ? `Add to the same line?${sum === null ? '' : ` ${sum}`}`
      : accounts.length > 1
        ? `Map ${accounts.length} accounts to ${companyName(company, words)}?`
        : 'Replace the mapping?';
  const confirm =
    there.length > 0 ? 'Add to the line' : accounts.length > 1 ? `Map ${accounts.length}` : 'Replace';
  return (
    <ConfirmDialog title={title} confirm={confirm} onClose={onClose} onConfirm={onConfirm}>
      {line.length > 1 ? (
        <>
          <p>
            All accounts of one {words.company} are billed on one line:{' '}
            <VendorText text={companyName(company, words)} />.
          </p>
          <Names
            names={line.map(
              ({ label, seats }) =>
                `${label} · ${seats === null ? 'seats not read yet' : `${formatCount(seats)} seats`}`,
            )}
          />
        </>
      ) : null}
      {moved.map(({ id, label, mapping: { company: from } }) => (
        <p key={id}>
          <VendorText text={label} /> leaves{' '}
          {from === null ? `its ${words.company}` : <VendorText text={companyName(from, words)} />} and moves
          to <VendorText text={companyName(company, words)} />.
        </p>
      ))}
    </ConfirmDialog>
  );
}

const mostNames = 12;

function Names({ names }: { readonly names: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, mostNames);
  const rest: ReactNode =
    shown.length < names.length ? (
      <button type="button" className="text-accent underline" onClick={() => setAll(true)}>
        Show all {formatCount(names.length)}
      </button>
    ) : null;
  return (
    <div className="max-h-60 overflow-y-auto">
      <ul className="list-disc pl-5 text-table text-ink">
        {shown.map((name, index) => (
          <li key={index}>
            <VendorText text={name} />
          </li>
        ))}
      </ul>
      {rest}
    </div>
  );
}
