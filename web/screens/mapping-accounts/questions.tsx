import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { acknowledge, accountName, companyName, exclude, seatSum } from './account-rows.ts';
import type { Words } from '../../components/words.ts';
import { type AccountTexts } from './mapping-accounts-texts.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { MappingActs, MappingLists, Question } from './use-account-mapping.ts';

const excludeReasons = ['shared', 'internal', 'nfr', 'pilot', 'former'] as const;

/** What is asked before something is decided; nothing while nothing is asked. */
export function Questions({
  question,
  acts,
  onCompany,
  words,
  text,
  onExclude,
}: {
  readonly question: Question | null;
  readonly acts: MappingActs;
  readonly onCompany: MappingLists['onCompany'];
  readonly words: Words;
  readonly text: AccountTexts;
  /** An account was excluded: it takes no company. */
  readonly onExclude: () => void;
}) {
  const { ask } = acts;
  const nameOf = (accounts: readonly Parameters<typeof accountName>[0][]): string =>
    accounts.length === 1 && accounts[0] !== undefined
      ? accountName(accounts[0])
      : text('console-mapping-accounts.accounts', { count: accounts.length });
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
          text={text}
          onClose={close}
          onConfirm={then(() => acts.mapNow(question.accounts, question.company))}
        />
      );
    case 'exclude':
      return (
        <ReasonDialog
          title={text('console-mapping-accounts.exclude-title', { name: nameOf(question.accounts) })}
          confirm={text('console-mapping-accounts.exclude')}
          presets={excludeReasons.map((reason) => text(`console-mapping-accounts.reason.${reason}`))}
          onClose={close}
          onConfirm={(reason) => {
            close();
            onExclude();
            acts.decide(
              question.accounts.map((account) => exclude(account, reason)),
              {
                saving: text('console-mapping-accounts.saving-exclude', {
                  name: nameOf(question.accounts),
                }),
                saved: (count) =>
                  text('console-mapping-accounts.excluded-done', {
                    name: nameOf(question.accounts.slice(0, count)),
                    reason,
                  }),
              },
            );
          }}
        >
          {text('console-mapping-accounts.exclude-why')}
        </ReasonDialog>
      );
    case 'acknowledge':
      return (
        <ReasonDialog
          title={text('console-mapping-accounts.acknowledge-title', { name: accountName(question.account) })}
          confirm={text('console-mapping-accounts.acknowledge')}
          presets={[]}
          onClose={close}
          onConfirm={(reason) => {
            close();
            acts.decide([acknowledge(question.account, reason)], {
              saving: text('console-mapping-accounts.saving-acknowledge', {
                name: accountName(question.account),
              }),
              saved: () =>
                text('console-mapping-accounts.acknowledged-done', { name: accountName(question.account) }),
            });
          }}
        >
          {text('console-mapping-accounts.acknowledge-why', {
            cause: question.account.newestRead?.cause?.title ?? text('console-mapping-accounts.gone'),
          })}
        </ReasonDialog>
      );
    case 'unmap':
      return (
        <ConfirmDialog
          title={text('console-mapping-accounts.unmap-title', { name: nameOf(question.accounts) })}
          confirm={text('console-mapping-accounts.unmap-many', { count: question.accounts.length })}
          onClose={close}
          onConfirm={then(() => acts.unmapNow(question.accounts))}
        >
          <Names names={question.accounts.map(({ label }) => label)} />
        </ConfirmDialog>
      );
    case 'accept':
      return (
        <ConfirmDialog
          title={text('console-mapping-accounts.accept-title', { count: question.suggestions.length })}
          confirm={text('console-mapping-accounts.accept-confirm', { count: question.suggestions.length })}
          onClose={close}
          onConfirm={then(() => acts.acceptNow(question.suggestions))}
        >
          <p>{text('console-mapping-accounts.accept-why')}</p>
          <Names
            names={question.suggestions.map(({ account, company, words: reason }) =>
              text('console-mapping-accounts.accept-row', {
                who: account.name,
                target: companyName(company, words, text),
                reason,
              }),
            )}
          />
        </ConfirmDialog>
      );
  }
}

function MapQuestion({
  question: { accounts, company },
  onCompany,
  words,
  text,
  onClose,
  onConfirm,
}: {
  readonly question: Extract<Question, { kind: 'map' }>;
  readonly onCompany: MappingLists['onCompany'];
  readonly words: Words;
  readonly text: AccountTexts;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) {
  const ids = new Set(accounts.map(({ id }) => id));
  const there = onCompany(company.id).filter(({ id }) => !ids.has(id));
  const moved = accounts.filter(({ mapping: { state } }) => state === 'mapped');
  const line = [...there, ...accounts];
  const sum = seatSum(line);
  const target = companyName(company, words, text);
  const title =
    there.length > 0
      ? sum === null
        ? text('console-mapping-accounts.add-title')
        : text('console-mapping-accounts.add-title-sum', { sum })
      : accounts.length > 1
        ? text('console-mapping-accounts.map-title', { count: accounts.length, target })
        : text('console-mapping-accounts.replace-title');
  const confirm =
    there.length > 0
      ? text('console-mapping-accounts.add')
      : accounts.length > 1
        ? text('console-mapping-accounts.map-confirm', { count: accounts.length })
        : text('console-mapping-accounts.replace');
  return (
    <ConfirmDialog title={title} confirm={confirm} onClose={onClose} onConfirm={onConfirm}>
      {line.length > 1 ? (
        <>
          <p>
            {filled(
              text('console-mapping-accounts.one-line', { target: slot(0) }),
              <VendorText text={target} />,
            )}
          </p>
          <Names
            names={line.map(({ label, seats }) =>
              seats === null
                ? text('console-mapping-accounts.account-unread', { label })
                : text('console-mapping-accounts.account-seats', { label, seats }),
            )}
          />
        </>
      ) : null}
      {moved.map(({ id, label, mapping: { company: from } }) => (
        <p key={id}>
          {filled(
            text('console-mapping-accounts.moves', { who: slot(0), from: slot(1), to: slot(2) }),
            <VendorText text={label} />,
            from === null ? (
              text('console-mapping-accounts.its-company')
            ) : (
              <VendorText text={companyName(from, words, text)} />
            ),
            <VendorText text={target} />,
          )}
        </p>
      ))}
    </ConfirmDialog>
  );
}

const mostNames = 12;

function Names({ names }: { readonly names: readonly string[] }) {
  const text = useTexts(consoleMappingAccounts);
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, mostNames);
  const rest: ReactNode =
    shown.length < names.length ? (
      <button type="button" className="text-accent underline" onClick={() => setAll(true)}>
        {text('console-mapping-accounts.show-all', { count: names.length })}
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
